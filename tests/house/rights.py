"""Who may, route by route, written by hand: a guard that changes must be changed here too, by somebody who means it."""

from dataclasses import dataclass

from riskreg.domain.permissions import Permission, Role

ADMIN, COMPLIANCE, RPCT, OIV = Role.ADMIN, Role.COMPLIANCE, Role.RPCT, Role.OIV
DIRIGENTE, REFERENTE = Role.DIRIGENTE, Role.REFERENTE

NO_ROLE = "signed in, no role"
VISITOR = "visitor"
ON_BODY = ", on the whole body"
"""Everybody else holds the role on one area."""

PEOPLE: tuple[str, ...] = (*Role, *(role + ON_BODY for role in Role), NO_ROLE, VISITOR)

Who = frozenset[str]


@dataclass(frozen=True)
class Door:
    """Who comes in where the thing is their own unit's (or their own), and elsewhere."""

    own: Who
    elsewhere: Who


def _body(*roles: Role) -> Who:
    return frozenset(role + ON_BODY for role in roles)


def _by(*roles: Role) -> Door:
    """It does not matter where."""
    return Door(frozenset(roles) | _body(*roles), frozenset(roles) | _body(*roles))


def _whole_body(*roles: Role) -> Door:
    """A role on one area does not open it."""
    return Door(_body(*roles), _body(*roles))


def _on_own_unit(*roles: Role) -> Door:
    return Door(frozenset(roles) | _body(*roles), _body(*roles))


EVERYBODY = Door(frozenset(PEOPLE), frozenset(PEOPLE))
SIGNED_IN = Door(frozenset(PEOPLE) - {VISITOR}, frozenset(PEOPLE) - {VISITOR})
ADMIN_ONLY = _whole_body(ADMIN)
OFFICES = _whole_body(ADMIN, COMPLIANCE, RPCT)
HISTORY = (ADMIN, COMPLIANCE, RPCT, OIV, DIRIGENTE, REFERENTE)
OWN_JOB = Door(SIGNED_IN.own, _body(ADMIN))
# Whoever sent the file, as long as they may still bring in what it holds (the world sends units).
OWN_IMPORT = Door(_by(ADMIN).own, _body(ADMIN))

DOORS: dict[str, Door] = {
    "audit.entry": _whole_body(ADMIN, COMPLIANCE),
    "audit.trail": _whole_body(ADMIN, COMPLIANCE),
    "dashboards.home": SIGNED_IN,
    "gallery.components": EVERYBODY,
    "health.alive": EVERYBODY,
    "health.ready": EVERYBODY,
    "jobs.ask": _whole_body(ADMIN, COMPLIANCE),
    "jobs.cancel": OWN_JOB,
    "jobs.detail": OWN_JOB,
    "jobs.list": SIGNED_IN,
    "jobs.result": OWN_JOB,
    "imports.again": OWN_IMPORT,
    "imports.apply": OWN_IMPORT,
    "imports.columns": OWN_IMPORT,
    "imports.detail": OWN_IMPORT,
    "imports.drop": OWN_IMPORT,
    "imports.export": _by(ADMIN),
    "imports.refused": OWN_IMPORT,
    "imports.start": _by(ADMIN),
    "imports.template": _by(ADMIN),
    "imports.upload": _by(ADMIN),
    "people.appoint": OFFICES,
    "people.body": SIGNED_IN,
    "people.body_history": _by(*HISTORY),
    "people.change_own_password": SIGNED_IN,
    "people.chart": SIGNED_IN,
    "people.close_unit": _on_own_unit(ADMIN),
    "people.disable_user": ADMIN_ONLY,
    "people.edit_body": _whole_body(ADMIN, COMPLIANCE),
    "people.edit_unit": _on_own_unit(ADMIN),
    "people.edit_figure": OFFICES,
    "people.correct_term": OFFICES,
    "people.edit_user": ADMIN_ONLY,
    "people.enable_user": ADMIN_ONLY,
    "people.end_role": _on_own_unit(ADMIN),
    "people.end_term": OFFICES,
    "people.erase_person": ADMIN_ONLY,
    "people.figure": SIGNED_IN,
    "people.figure_history": _by(*HISTORY),
    "people.figures": SIGNED_IN,
    "people.grant_role": _by(ADMIN),
    "people.merge_units": _by(ADMIN),
    "people.move_unit": _on_own_unit(ADMIN),
    "people.my_profile": SIGNED_IN,
    "people.new_figure": OFFICES,
    "people.new_unit": _by(ADMIN),
    "people.new_user": ADMIN_ONLY,
    "people.rename_unit": _on_own_unit(ADMIN),
    "people.set_password": ADMIN_ONLY,
    "people.sign_in": EVERYBODY,
    "people.sign_out": SIGNED_IN,
    "people.split_unit": _on_own_unit(ADMIN),
    "people.unit": SIGNED_IN,
    "people.unit_history": _on_own_unit(*HISTORY),
    "people.units": SIGNED_IN,
    "people.user": OFFICES,
    "people.user_history": ADMIN_ONLY,
    "people.users": OFFICES,
}

# The guard lets more people ask; what kind of work or of import it is decides (the world asks for a check of the trail, and sends units).
ASKED_AFTER_THE_GUARD = {
    "jobs.ask": Permission.TRAIL_READ,
    **dict.fromkeys(
        ("imports.again", "imports.apply", "imports.columns", "imports.detail", "imports.drop", "imports.refused"), Permission.UNIT_MANAGE
    ),
}
