"""Whether each specific measure is the right one, as the RPCT judges it, once a year: one by one, or many together as suitable."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import Conflict, RuleBroken, WrongState
from riskreg.domain.monitoring.suitability import Follow, Judgment, check_judgment, check_year
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.domain.sheets import stated
from riskreg.monitoring.models import Suitability
from riskreg.monitoring.queries import suitability as queries
from riskreg.register.models import Measure
from riskreg.register.operations.processes import day

JUDGED_MEANWHILE = "Nel frattempo un'altra persona l'ha già giudicata: rileggi il giudizio prima di cambiarlo."


class Given(NamedTuple):
    """A judgment as a form brings it."""

    judgment: Judgment | None
    motivation: str
    follow: Follow | None
    merges_with: int | None = None


def judge(measure: Measure, year: int, given: Given, *, version: int | None = None, by: Person, at: datetime) -> Suitability:
    """Written again, it takes the place of what was judged before in the year. `version`: of what the form showed; None: nothing yet."""
    insist(by, Permission.SUITABILITY_JUDGE)
    insist_on_year(measure, year, day(at))
    motivation = tidy(given.motivation)
    other = given.merges_with if given.follow is Follow.MERGE else None
    check_judgment(given.judgment, motivation, given.follow, other, measure.id)
    if other is not None and not queries.is_to_merge_with(other, day(at)):
        raise RuleBroken("Scegli una misura specifica ancora in vigore.", "merges_with")
    found = queries.of_measure(measure.id, year)
    if found is not None and version is None:
        raise Conflict(JUDGED_MEANWHILE)
    if found is not None:
        must_be(found, version)
    one = found or Suitability(measure_id=measure.id, year=year)
    assert given.judgment is not None and given.follow is not None  # noqa: S101, PT018  # check_judgment has looked
    one.judgment, one.motivation, one.follow, one.merges_with_id = given.judgment.value, motivation, given.follow.value, other
    if found is not None and not db.session.is_modified(one):
        return one
    one.judged_at, one.judged_by_id = at, by.user_id
    db.session.add(one)
    record(Tag.SUITABILITY_JUDGED, one, by=by, at=at)
    return one


def insist_on_year(measure: Measure, year: int, today: date) -> None:
    """Also for the form: whoever cannot judge it reads why before typing anything."""
    if measure.is_general:
        raise WrongState("Si giudica l'idoneità delle misure specifiche: questa è generale.")
    check_year(year, today, measure.in_force_from, measure.in_force_to)


class Done(NamedTuple):
    measure: Measure
    refusal: str


def suitable(measures: Sequence[Measure], year: int, motivation: str, *, by: Person, at: datetime) -> list[Done]:
    """Those that stay as they are, with one motivation for all; one that somebody judged meanwhile is left, and named."""
    insist(by, Permission.SUITABILITY_JUDGE)
    if not measures:
        raise RuleBroken("Segna almeno una misura.", "chosen")
    given = Given(
        Judgment.SUITABLE,
        stated(motivation, "motivation", "Scrivi perché sono idonee: il giudizio si legge nella relazione annuale."),
        Follow.KEEP,
    )
    return [_one(measure, year, given, by, at) for measure in measures]


def _one(measure: Measure, year: int, given: Given, by: Person, at: datetime) -> Done:
    try:
        with db.session.begin_nested():
            judge(measure, year, given, by=by, at=at)
    except (RuleBroken, Conflict) as refused:
        return Done(measure, refused.message)
    return Done(measure, "")


def withdraw(one: Suitability, because: str, *, version: int | None = None, by: Person, at: datetime) -> None:
    """The measure waits for a judgment again; the trail keeps what was judged, and why it was taken back."""
    insist(by, Permission.SUITABILITY_JUDGE)
    must_be(one, version)
    why = stated(because, "because", "Scrivi perché il giudizio va ritirato.")
    db.session.delete(one)
    record(Tag.SUITABILITY_WITHDRAWN, one, by=by, at=at, why=why)
