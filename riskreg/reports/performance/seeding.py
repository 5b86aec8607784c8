"""The demo's Relazione sulla performance: written, approved by the organ, judged by the OIV, published, each on its day."""

from dataclasses import replace
from datetime import date

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import clock, seeds
from riskreg.core.many import undisturbed
from riskreg.domain.performance.report import Act, Judgment, Outcome, Section
from riskreg.domain.permissions import Person
from riskreg.people import queries as people
from riskreg.performance import queries
from riskreg.performance.operations import reports
from riskreg.performance.queries import reports as found
from riskreg.performance.seeding import PERFORMANCE

OIV = "oiv@camera.example"


def load_demo() -> None:
    """After the demo's indicators, and the year that was closed."""
    with undisturbed():
        for row in seeds.rows("demo/performance_reports.csv"):
            if clock.today() >= date.fromisoformat(row["published_on"]):
                _report(row)


def _report(row: dict[str, str]) -> None:
    begun, written, approved, judged, published = (
        date.fromisoformat(row[each]) for each in ("begun_on", "written_on", "approved_on", "oiv_on", "published_on")
    )
    _place_in_budget(begun)
    one = reports.begin(int(row["year"]), by=_as(PERFORMANCE, begun), at=clock.on_day(begun))
    for section in Section:
        text = seeds.content(f"demo/performance_report/{section.value}.txt").decode()
        reports.write(found.section_of(one, section.value), text, by=_as(PERFORMANCE, written), at=clock.on_day(written))
    act = Act(row["act_body"], row["act_number"], approved)
    reports.approve(one, act, by=_as(PERFORMANCE, approved), at=clock.on_day(approved))
    judgment = Judgment(Outcome(row["outcome"]), judged, row["oiv_protocol"], row["oiv_text"])
    reports.judge(one, judgment, by=_as(OIV, judged), at=clock.on_day(judged))
    reports.publish(one, on=published, address=row["address"], by=_as(PERFORMANCE, published), at=clock.on_day(published))


def _place_in_budget(on: date) -> None:
    """Missione and programma of the indicators of the budget, by the objective that they stand under."""
    wanted = {row["objective"]: row for row in seeds.rows("demo/performance_pira.csv")}
    for one in queries.indicators():
        row = wanted.get(one.objective.called) if one.objective is not None and "PIRA" in one.flags_said.split() else None
        if row is not None and not one.mission:
            one.mission, one.programme = row["mission"], row["programme"]
            record(Tag.INDICATOR_CHANGED, one, by=_as(PERFORMANCE, on), at=clock.on_day(on))


def _as(email: str, day: date) -> Person:
    """In their name, but what is loaded writes to nobody."""
    user = people.user_by_email(email)
    if user is None:
        raise LookupError(f"the demo's performance report names somebody who is not there: {email}")
    return replace(people.person(user, day), is_machine=True)
