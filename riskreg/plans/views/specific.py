"""Specific measures that serve an objective: all of them, searched in the register and linked while the edition is a draft."""

from flask import request

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_number
from riskreg.domain.permissions import Permission
from riskreg.domain.register import FAMILY_LABELS, MeasureKind
from riskreg.domain.searching import LONGEST_QUESTION
from riskreg.plans import listings, scopes
from riskreg.plans.forms.objectives import ServesSpecificForm, ShownObjective
from riskreg.plans.operations import objectives as operations
from riskreg.plans.operations.lines import must_be_draft
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import serving
from riskreg.plans.views import bp
from riskreg.plans.views.objectives import back_to, linked_ids, trail_of
from riskreg.plans.views.shared import acting, page, saved
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in

SEARCH, ALL = "trova", "tutte"
"""The button that only looks for others, and the one that links all that were found: its value says how many these were."""

FEW = 20
"""Linked measures that are shown without being asked for."""


@bp.get("/piani/obiettivi/<int:objective_id>/specifiche")
@requires(Permission.PLAN_READ)
def objective_specific(objective_id: int):
    found, today = of_edition.objective(objective_id), clock.today()
    one = found.edition
    scopes.must_read(signed_in(), one)
    return lists.respond(
        listings.specific_of(found, today),
        "plans/objective_specific.html",
        one=one,
        objective=found,
        why_left=lambda row: serving.why_left(row, one),
        where=lambda rows: serving.processes_of([row.measure_id for row in rows]),
        openable=lambda rows: serving.openable(signed_in(), [row.measure_id for row in rows if not row.line_id], today),
        breadcrumbs=trail_of(one, f"{found.code}: misure specifiche"),
    )


@bp.route("/piani/obiettivi/<int:objective_id>/specifiche/scegli", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def link_specific(objective_id: int):
    found = of_edition.objective(objective_id)
    one = found.edition
    must_be_draft(one)
    form = ServesSpecificForm(obj=ShownObjective(found, lambda: linked_ids(found, MeasureKind.SPECIFIC)))
    asked = _Asked(found)
    asked.offer(form)
    if SEARCH not in request.form and form.accepts(lambda: _link(found, form, asked)):
        return saved(back_to(one, found), "Misure specifiche dell'obiettivo salvate.")
    more = {
        "fields": "plans/_serves_specific_fields.html",
        "asked": asked,
        "back": back_to(one, found),
        "eyebrow": found.title,
        "note": False,
    }
    return page(form, one, "Misure specifiche dell'obiettivo", breadcrumbs=trail_of(one, f"{found.code}: misure specifiche"), **more)


def _link(objective, form, asked):
    every = asked.all_found() if ALL in request.form else []
    return operations.link_specific(objective, dict.fromkeys([*form.all_chosen(), *every]), version=form.version.data, **acting())


class _Asked:
    """What is looked for among the measures of the register, and what is ticked already."""

    def __init__(self, objective) -> None:
        self.objective, self.families, self.few = objective, list(FAMILY_LABELS.items()), FEW
        self.words = request.values.get("parole", "").replace("\0", "").strip()[:LONGEST_QUESTION]
        family = request.values.get("famiglia", "")
        self.family = family if family in FAMILY_LABELS else ""
        self.is_searching, self.most = SEARCH in request.form, serving.MOST_AT_ONCE
        self.found = serving.found(objective, signed_in(), self.words, self.family, clock.today())

    @property
    def anything(self) -> bool:
        return bool(self.words or self.family)

    def offer(self, form) -> None:
        """Those that are found, those ticked before the last search, those linked now and when the form was opened."""
        linked, shown = serving.titles(serving.linked_to(self.objective)), dict(self.found.shown)
        more, kept = (_numbers(name) for name in ("more", "measures"))
        others = serving.readable_titles((more | kept) - linked.keys() - shown.keys(), signed_in(), clock.today())
        called = {str(number): title for number, title in (others | linked | shown).items()}
        self.chosen_before = [key for key in called if int(key) in more and int(key) not in shown]
        still = [key for key in called if int(key) in linked or int(key) in kept]
        form.offer([(key, called[key]) for key in [*self.chosen_before, *map(str, shown)]], [(key, called[key]) for key in still])

    def all_found(self) -> list[int]:
        """As many as the page said, or whoever pressed the button would link what they have not seen."""
        found = serving.found_all(self.objective, signed_in(), self.words, self.family, clock.today())
        if len(found) > serving.MOST_AT_ONCE or str(len(found)) != request.form.get(ALL):
            raise RuleBroken(
                f"Nel frattempo le misure trovate sono cambiate: ora sono {write_number(self.found.count)}. Guardale, poi collega.", "more"
            )
        return found


def _numbers(name: str) -> set[int]:
    return {int(number) for number in request.form.getlist(name) if number.isdecimal() and len(number) < 10}
