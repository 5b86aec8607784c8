"""Which roles must have a second factor."""

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock, settings
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role
from riskreg.people.forms.accounts import SecurityForm
from riskreg.people.operations import second_factors
from riskreg.people.queries import accounts
from riskreg.people.views import bp
from riskreg.web.guards import requires, signed_in


@bp.route("/organizzazione/sicurezza", methods=["GET", "POST"])
@requires(Permission.SECURITY_MANAGE)
@commits
def security():
    rules = accounts.security_rules()
    form = SecurityForm(obj=rules, roles=sorted(accounts.second_factor_roles(in_service=settings.current().is_production)))
    form.roles.choices = _roles_and_people()
    if form.accepts(lambda: _require(form)):
        flash("Regole salvate: valgono dal prossimo accesso di ciascuno.", "ok")
        return redirect(url_for("people.security"))
    return render_template("people/security.html", form=form), form.status


def _roles_and_people() -> list[tuple[str, str]]:
    """Each role with how far its people have come."""
    found = accounts.second_factor_coverage(clock.today())
    return [(role, f"{role.label}: {_told(cover)}") for role, cover in found.items()]


def _told(cover) -> str:
    return f"attivato da {cover.with_factor} su {cover.people}" if cover.people else "nessuno ha questo ruolo"


def _require(form):
    return second_factors.require_for(
        frozenset(Role(name) for name in form.roles.data), version=form.version.data, by=signed_in(), at=clock.now()
    )
