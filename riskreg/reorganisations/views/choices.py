"""Ruoli e schede: what becomes of each role, and of what does not simply follow the heir."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.permissions import Permission
from riskreg.domain.reorganisation import Fate
from riskreg.people import queries as people
from riskreg.reorganisations import queries
from riskreg.reorganisations.forms import CHOOSE, ChoiceForm, choices_form
from riskreg.reorganisations.operations import drafting
from riskreg.reorganisations.operations.drafting import Chosen
from riskreg.reorganisations.preview import RoleAsked, ThingAsked
from riskreg.reorganisations.questions import MARK_ENDS, PASSES, Questions
from riskreg.reorganisations.views import bp
from riskreg.web.forms import optional_id
from riskreg.web.guards import requires, signed_in

ROLE = "role"
SAME = ("", "La stessa persona")
Asked = RoleAsked | ThingAsked


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/scelte", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def choices(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    asked = _asked(one)
    form = choices_form((_field(about), _label(about), _options(about)) for about in asked.values() if about.options)(obj=one)
    for about in asked.values():
        if about.options:
            form[_field(about)].flags.required = True  # may wait, but not for ever: the page must not call it optional
            if not form.is_submitted():
                form[_field(about)].data = about.chosen or about.proposed
    if form.accepts(lambda: drafting.choose(one, _chosen(form, asked), version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Scelte salvate.", "ok")
        return redirect(url_for("reorganisations.detail", reorganisation_id=reorganisation_id))
    groups = _by_unit(asked)
    return render_template("reorganisations/choices.html", form=form, one=one, groups=groups, field_of=_field), form.status


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/scelte/<about>/<int:key>", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def choice(reorganisation_id: int, about: str, key: int):
    """One of them, with a person by name."""
    one = queries.reorganisation(reorganisation_id)
    asked = _asked(one).get((about, key))
    if asked is None:
        raise Missing
    form = ChoiceForm(obj=one, fate=asked.chosen or asked.proposed, heir_id=str(asked.heir_id or ""))
    form.fate.choices = _options(asked)
    form.heir_id.choices = [SAME if isinstance(asked, RoleAsked) else CHOOSE, *((str(u.id), u.list_name) for u in people.active_users())]
    if not asked.options:
        del form.fate
    if form.accepts(lambda: _choose_one(one, asked, form)):
        flash("Scelta salvata.", "ok")
        return redirect(url_for("reorganisations.choices", reorganisation_id=reorganisation_id))
    return render_template("reorganisations/choice.html", form=form, one=one, asked=asked, title=_label(asked)), form.status


def _asked(one) -> dict[tuple[str, int], Asked]:
    questions = Questions(one)
    return {
        **{(ROLE, role.grant_id): role for role in questions.roles()},
        **{(thing.kind, thing.item.key): thing for thing in questions.things()},
    }


def _by_unit(asked: dict[tuple[str, int], Asked]) -> dict[str, list[tuple[str, int, Asked]]]:
    groups: dict[str, list[tuple[str, int, Asked]]] = {}
    for (about, key), one in asked.items():
        groups.setdefault(one.unit, []).append((about, key, one))
    return groups


def _field(asked: Any) -> str:
    return f"role_{asked.grant_id}" if isinstance(asked, RoleAsked) else f"thing_{asked.kind}_{asked.item.key}"


def _label(asked: Any) -> str:
    return f"{asked.who}, {asked.role}" if isinstance(asked, RoleAsked) else f"{asked.label.capitalize()}: {asked.item.title}"


def _options(asked: Asked) -> list[tuple[str, str]]:
    found = [(option.value, option.label) for option in asked.options]
    return found if asked.proposed else [CHOOSE, *found]


def _chosen(form, asked: dict[tuple[str, int], Asked]) -> dict[tuple[str, int], Chosen]:
    """What the page shows is what is kept: a proposal that somebody saved is a choice. The person by name stays."""
    return {key: _as_choice(form[_field(about)].data, about.heir_id) for key, about in asked.items() if about.options}


def _as_choice(value: str | None, heir_id: int | None) -> Chosen:
    if not value:
        return Chosen(None)
    if value == MARK_ENDS:
        return Chosen(Fate.ENDS)
    return Chosen(Fate.PASSES, value.removeprefix(PASSES), heir_id)


def _choose_one(one, asked: Asked, form: ChoiceForm) -> None:
    heir_id = optional_id(form.heir_id.data)
    value = form.fate.data if asked.options else PASSES
    if isinstance(asked, ThingAsked) and asked.asks_person and heir_id is None:
        raise RuleBroken("Scegli a chi passa.", "heir_id")
    if not value:
        raise RuleBroken("Scegli che cosa ne è.", "fate")
    about = (ROLE, asked.grant_id) if isinstance(asked, RoleAsked) else (asked.kind, asked.item.key)
    chosen = {about: _as_choice(value, heir_id)}
    drafting.choose(one, chosen, version=form.version.data, by=signed_in(), at=clock.now())
