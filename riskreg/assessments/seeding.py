"""The demo's assessments, replayed through the operations that people use: answered and sent by whoever cared for the process,
validated by whoever's turn it was, approved by the RPCT."""

from datetime import date
from functools import cache

from riskreg.assessments import comparing, operations, queries, turns
from riskreg.assessments.models import Assessment
from riskreg.core import clock, seeds
from riskreg.core.many import undisturbed
from riskreg.domain.permissions import Person
from riskreg.domain.roles import Role
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.methodology import queries as methodologies
from riskreg.methodology.models import MethodologyVersion
from riskreg.people import queries as people
from riskreg.register import queries as register

METHODOLOGY = "Metodo riskreg (probabilità per impatto)"
COMPLIANCE, RPCT = "compliance@camera.example", "rpct@camera.example"
DAYS = {
    2024: (date(2024, 1, 15), date(2024, 1, 24)),
    2025: (date(2024, 10, 21), date(2024, 11, 28)),
    2026: (date(2025, 10, 20), date(2025, 11, 27)),
}
"""When each year's were answered, and when they were approved."""

Row = dict[str, str]


def load_demo() -> None:
    """After the demo's register is there."""
    version = methodologies.by_name(METHODOLOGY)
    if version is None:
        raise LookupError(f"the demo is assessed with a methodology that is not there: {METHODOLOGY}")
    criteria = [each.code for each in methodologies.as_domain(version).criteria]
    rows = seeds.rows("demo/assessments.csv")
    people_of = _People()
    with undisturbed():
        for year, (answered_on, approved_on) in DAYS.items():
            of_year = [_assess(row, version, criteria, answered_on, people_of) for row in rows if row["year"] == str(year)]
            for one, row in of_year:
                if row["judged_by"]:
                    _judge(one, row, people_of.of(row["judged_by"], approved_on), approved_on)
                _approve(one, approved_on, people_of)


def _approve(one: Assessment, day: date, people_of: "_People") -> None:
    """Sent by its author, validated by whoever's turn it is, approved by the RPCT, each at an hour of its own."""
    author = people_of.numbered(one.author_id, day)
    operations.send(one, quietly=True, by=author, at=clock.on_day(day, hour=12))
    validator = people_of.numbered(turns.of([one], day)[one.id].user_ids[0], day)
    operations.validate(one, quietly=True, by=validator, at=clock.on_day(day, hour=13))
    operations.approve(one, quietly=True, by=people_of.of(RPCT, day), at=clock.on_day(day, hour=15))


class _People:
    """Whoever acted on a day, with the roles of that day: asked once each."""

    def __init__(self) -> None:
        self.of = cache(self._of)
        self.author = cache(self._author)
        self.numbered = cache(self._numbered)

    def _of(self, email: str, day: date) -> Person:
        user = people.user_by_email(email)
        if user is None:
            raise LookupError(f"the demo's assessments name somebody who is not there: {email}")
        return people.person(user, day)

    def _numbered(self, user_id: int, day: date) -> Person:
        return people.person(people.user(user_id), day)

    def _author(self, unit_id: int, day: date) -> Person:
        """The referente of the unit; where there is none, the compliance office."""
        held = people.holders((Role.REFERENTE,), unit_id, day)
        return people.person(held[0], day) if held else self.of(COMPLIANCE, day)


def _assess(row: Row, version: MethodologyVersion, criteria: list[str], day: date, people_of: _People) -> tuple[Assessment, Row]:
    """Answers as one figure for each criterion, in the order of the methodology."""
    process = register.process_by_code(row["process"])
    if process is None:
        raise LookupError(f"the demo assesses a process that is not there: {row['process']}")
    by = people_of.author(people.present_owner(process.unit_id, day).id, day)
    one = operations.open_assessment(process, int(row["year"]), version, by=by, at=clock.on_day(day, hour=9))
    given = dict(zip(criteria, row["answers"], strict=True))
    reasons = _reasons(one, given, row["effectiveness"], criteria)
    operations.answer(one, given, row["effectiveness"], reasons=reasons, by=by, at=clock.on_day(day, hour=10))
    _judge(one, row if not row["judged_by"] else row | {"judged_band": "", "motivation": ""}, by, day)
    return one, row


def _reasons(one: Assessment, given: dict[str, str], effectiveness: str, criteria: list[str]) -> dict[str, str]:
    """Of each answer that is not that of the year before, why: in words that fit the way it went."""
    last = comparing.last_approved(one)
    if last is None:
        return {}
    words = {row["criterion"]: row for row in seeds.rows("demo/reasons.csv")}
    before, found = queries.answers_of(last.scores[0]), {}
    for number, code in enumerate(criteria, 1):
        if before[code] != given[code]:
            found[code] = words[str(number)]["up" if given[code] > before[code] else "down"]
    if last.scores[0].effectiveness != effectiveness:
        steps = [each.code for each in queries.methodology_of(one).effectiveness]
        weaker = steps.index(effectiveness) < steps.index(last.scores[0].effectiveness or effectiveness)
        found[EFFECTIVENESS] = words["effectiveness"]["up" if weaker else "down"]
    return found


def _judge(one: Assessment, row: Row, by: Person, day: date) -> None:
    operations.judge(one, row["judged_band"] or None, row["motivation"], row["judgment"], by=by, at=clock.on_day(day, hour=11))
