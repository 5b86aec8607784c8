"""The demo's editions, replayed through the operations that people use: opened as a copy, filled from a file, adopted, done."""

from dataclasses import replace
from datetime import date

from riskreg.audit.gathering import Gathering
from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.core.many import undisturbed
from riskreg.domain.consultation import Outcome, Source
from riskreg.domain.imports import Outcome as RowOutcome
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.plans import Choice
from riskreg.people import queries as people
from riskreg.people.models import User
from riskreg.plans import queries, seeding_words
from riskreg.plans.columns import COLUMNS
from riskreg.plans.models import Consultation, Contribution, Edition
from riskreg.plans.operations import consultation, contributions, editions, from_file, lines, readings
from riskreg.plans.operations.consultation import Notice
from riskreg.plans.operations.contributions import Said
from riskreg.plans.operations.editions import Act
from riskreg.register import queries as register
from riskreg.register.models import Measure
from riskreg.register.operations import measure_life
from riskreg.tables import mapping, reading
from riskreg.tables.columns import recognises

COMPLIANCE, RPCT = "compliance@camera.example", "rpct@camera.example"

Row = dict[str, str]


def load_demo() -> None:
    """After the demo's register and people are there."""
    choices, done, moved = (list(seeds.rows(f"demo/{name}.csv")) for name in ("edition_choices", "activations", "deadlines"))
    with undisturbed():
        for row in seeds.rows("demo/editions.csv"):
            year = row["first_year"]
            one = _opened(row)
            for choice in choices:
                if choice["first_year"] == year:
                    _choose(one, choice, row["opened_on"])
            seeding_words.write(one, by=_person(COMPLIANCE, _day(row["opened_on"])), at=clock.on_day(_day(row["opened_on"]), hour=16))
            _consult(one, year)
            _decide(one, row)
            _read(one, year)
            for each in moved:
                if each["moved_on"].startswith(year):
                    _move(each)
            for each in done:
                if each["on"].startswith(year):
                    _activate(each)
            db.session.flush()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _user(email: str) -> User:
    user = people.user_by_email(email)
    if user is None:
        raise LookupError(f"the demo's plan names somebody who is not there: {email}")
    return user


def _person(email: str, day: date) -> Person:
    return replace(people.person(_user(email), day), is_machine=True)  # in their name, but what is loaded writes to nobody


def _opened(row: Row) -> Edition:
    """With what its file lists."""
    on, year = _day(row["opened_on"]), int(row["first_year"])
    one = editions.open_edition(year, by=_person(COMPLIANCE, on), at=clock.on_day(on))
    content = seeds.content(f"demo/general_measures_{year}.csv")
    table = reading.with_column(reading.read(content, recognises(COLUMNS, ())), "Edizione", one.name)
    rows = mapping.rows(table, COLUMNS, mapping.guessed(COLUMNS, table, {}))
    verdicts = from_file.bring_in(rows, Gathering(by=COMMAND_LINE, at=clock.on_day(on, hour=11)))
    if refused := [verdict for verdict in verdicts if verdict.outcome is RowOutcome.REFUSED]:
        raise ValueError(f"the demo's plan {year} is refused: {refused[0].title}: {refused[0].refusals}")
    return one


def _choose(one: Edition, row: Row, opened_on: str) -> None:
    on, line = _day(opened_on), queries.line_by_code(one, row["code"])
    if line is None:
        raise LookupError(f"the demo's plan {one.name} has no measure {row['code']}")
    lines.choose(
        line, Choice(row["choice"]), is_new=line.is_new, because=row["because"], by=_person(COMPLIANCE, on), at=clock.on_day(on, hour=15)
    )


def _decide(one: Edition, row: Row) -> None:
    proposed, adopted, published = (_day(row[name]) for name in ("proposed_on", "adopted_on", "published_on"))
    editions.propose(one, by=_person(RPCT, proposed), at=clock.on_day(proposed))
    act = Act(row["act_body"], row["act_number"], adopted)
    editions.adopt(one, act, by=_person(COMPLIANCE, adopted), at=clock.on_day(adopted, hour=16))
    editions.publish(one, on=published, address=row["address"], by=_person(COMPLIANCE, published), at=clock.on_day(published))


def _consult(one: Edition, year: str) -> None:
    """What was said of the draft, and what was answered, each on its day."""
    said = next(row for row in seeds.rows("demo/consultations.csv") if row["first_year"] == year)
    first = _day(said["from_on"])
    notice = Notice(first, _day(said["to_on"]), said["name"], said["notice"], said["address"], said["channels"])
    found = consultation.open_consultation(one, notice, by=_person(COMPLIANCE, first), at=clock.on_day(first))
    for row in seeds.rows("demo/contributions.csv"):
        if row["first_year"] == year:
            made, on = _contribution(found, row), _day(row["settled_on"])
            contributions.settle(made, Outcome(row["outcome"]), row["because"], by=_person(COMPLIANCE, on), at=clock.on_day(on))


def _contribution(found: Consultation, row: Row) -> Contribution:
    on = _day(row["received_on"])
    if row["email"]:
        return contributions.contribute(found, row["text"], about=row["about"], by=_person(row["email"], on), at=clock.on_day(on))
    said = Said(on, Source(row["source"]), row["text"], row["organisation"], row["person_name"], row["about"], row["late_because"])
    return contributions.enter(found, said, by=_person(COMPLIANCE, on), at=clock.on_day(on, hour=12))


def _read(one: Edition, year: str) -> None:
    """Those who confirmed that they had read it, in the order of the days, and those who were asked to."""
    happened = [
        (row["on"], kind, row["email"])
        for kind in ("reading_reminders", "readings")
        for row in seeds.rows(f"demo/{kind}.csv")
        if row["first_year"] == year
    ]
    for on, kind, email in sorted(happened):
        day = _day(on)
        if kind == "readings":
            readings.acknowledge(one, by=_person(email, day), at=clock.on_day(day, hour=10))
        else:
            readings.remind(one, [_user(email).id], by=_person(RPCT, day), at=clock.on_day(day))


def _measure(code: str) -> Measure:
    found = register.measure_by_code(code)
    if found is None:
        raise LookupError(f"the demo has no measure {code}")
    return found


def _move(row: Row) -> None:
    on = _day(row["moved_on"])
    measure_life.reschedule(
        _measure(row["measure"]), to=_day(row["to"]), because=row["because"], by=_person(COMPLIANCE, on), at=clock.on_day(on)
    )


def _activate(row: Row) -> None:
    on = _day(row["on"])
    measure_life.activate(_measure(row["measure"]), on=on, because=row["because"], by=_person(COMPLIANCE, on), at=clock.on_day(on, hour=12))
