"""What the check finds in rows: gathered from the database, for whoever may read it."""

from datetime import date

import pytest
from sqlalchemy import update

from riskreg.coherence import queries
from riskreg.coherence.before_proposing import open_in
from riskreg.coherence.queries.gathering import gather
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.coherence import RULE, check
from riskreg.domain.measures import Timetable
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.plans import Choice
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.operations import editions
from riskreg.plans.operations.editions import Act
from riskreg.register import queries as register
from riskreg.register.operations import measure_life, measures
from tests.factories import Factory
from tests.features.coherence.body import BREAKS, SAID, coherent
from tests.statements import counted

NOT_WRITTEN_YET = {"obiettivo_senza_misure", "numero_contraddetto", "target_gia_raggiunto"}
"""Objectives, narrative sections and baselines have no rows yet: these are tried in the domain."""


OF_A_LATER_EDITION = {"scadenza_prima_del_piano"}
"""Tried below, with an edition that has not begun."""


def test_every_rule_that_has_rows_is_tried():
    assert BREAKS.keys() == RULE.keys() - NOT_WRITTEN_YET - OF_A_LATER_EDITION


def test_the_rows_of_a_body_break_one_rule_at_a_time(make):
    body = coherent(make)
    edition = Edition(first_year=2026)
    assert check(gather(2026, edition, clock.today())) == ()
    for code, break_it in BREAKS.items():
        with db.session.begin_nested() as undone:
            break_it(body)
            found = {one.rule for one in check(gather(2026, edition, clock.today()))}
            undone.rollback()
        assert found == {code}


def test_what_ends_later_is_still_there(make):
    body = coherent(make)
    for one in (body.specific[0], body.general[0]):
        measures.end(one, last_day=clock.today(), because="Finita", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    assert check(gather(2026, None, clock.today())) == ()
    assert {one.rule for one in check(gather(2026, None, date(2026, 11, 22)))} == {
        "evento_senza_misure",
        "residuo_senza_misure",
        "classe_vuota",
    }


def test_the_queries_are_as_many_for_a_large_register_as_for_a_small_one(make):
    body = coherent(make)
    with counted() as few:
        gather(2026, None, clock.today())
    for process in body.processes:
        make.measure(make.event(make.phase(process)), owner=make.unit(), **SAID)
    with counted() as many:
        gather(2026, None, clock.today())
    assert len(many) == len(few) <= 16


def test_an_open_edition_says_what_it_will_print_and_what_it_takes_out(make):
    body = coherent(make)
    first, second = body.general[:2]
    edition = editions.open_edition(2026, by=COMMAND_LINE, at=clock.now())
    for position, one in enumerate((first, second), start=1):
        given = {
            name: getattr(one, name)
            for name in ("kind", "code", "code_sort_key", "code_fold", "name", "measure_class", "indicator", "timing")
        }
        edition.lines.append(EditionMeasure(measure=one, position=position, target="", **given))
    db.session.flush()
    assert [(one.finding.rule, one.finding.subject) for one in queries.open_findings(edition, clock.today())] == [
        ("misura_senza_responsabile", f"measure:{first.id}"), ("misura_senza_responsabile", f"measure:{second.id}"),
        ("misura_senza_target", f"measure:{first.id}"), ("misura_senza_target", f"measure:{second.id}"),
    ]  # fmt: skip
    db.session.connection().execute(update(EditionMeasure.__table__).values(choice=Choice.REMOVED.value, because="Non serve più"))
    classes = {one.finding.subject for one in queries.open_findings(edition, clock.today())}
    assert classes == {f"measure_class:{one.measure_class}" for one in (first, second)}
    db.session.rollback()


@pytest.mark.parametrize(
    ("due_on", "choice", "is_done", "found"),
    [
        (date(2026, 12, 31), Choice.CONFIRMED, False, True),
        (date(2026, 12, 31), Choice.CONFIRMED, True, False),
        (date(2026, 12, 31), Choice.REMOVED, False, False),
        (date(2026, 12, 31), Choice.STEADY, False, False),
        (date(2027, 1, 1), Choice.CONFIRMED, False, False),
    ],
)
def test_what_a_plan_that_has_not_begun_promises_for_the_year_before_is_found(make, due_on, choice, is_done, found):
    make.edition(2026, "MG.1", state="adopted")
    one = make.edition(2027)
    (line,) = one.lines
    db.session.connection().execute(update(EditionMeasure.__table__).where(EditionMeasure.id == line.id).values(due_on=due_on, choice=choice.value, because="x"))  # fmt: skip
    if is_done:
        measure_life.activate(line.measure, on=clock.today(), because="Circolare n. 3", by=make.person(Role.RPCT), at=clock.now())
    rows = [each.finding for each in queries.open_findings(one, clock.today()) if each.rule.code == "scadenza_prima_del_piano"]
    assert [(each.sentence, each.where) for each in rows] == [
        ("Scade il 31/12/2026, prima dell'inizio del piano 2027–2029.", f"line:{line.id}")
    ] * found
    db.session.rollback()


def test_what_a_proposal_would_take_too_late_is_found_before_it_is_proposed_and_mended_in_the_register(make):
    """Whoever proposes reads what will be found afterwards: the proposal takes specific measures as they stand."""
    one, event = make.edition(2027, "MG.1"), make.event(make.phase(make.process()))
    make.measure(event, code="S.1", timetable=Timetable(Timing.BY_DATE, date(2026, 12, 31)))
    make.measure(event, code="S.2", timetable=Timetable(Timing.CONTINUOUS))
    make.measure(event, code="S.3", timetable=Timetable(Timing.BY_DATE, date(2027, 1, 1)))
    late = register.measure_by_code("S.1")

    def found():
        rows = [each.finding for each in queries.open_findings(one, clock.today()) if each.rule.code == "scadenza_prima_del_piano"]
        return [(each.subject, each.where) for each in rows]

    assert found() == [(f"measure:{late.id}", f"measure:{late.id}")]
    editions.propose(one, by=make.person(Role.RPCT), at=clock.now())
    db.session.commit()
    assert found() == [(f"measure:{late.id}", f"measure:{late.id}")]
    editions.adopt(one, Act("Giunta camerale", "Delibera n. 5", clock.today()), by=make.person(Role.RPCT), at=clock.now())
    db.session.commit()
    assert found() == []


def test_each_sees_what_is_about_their_own_sheets_and_what_is_of_all_only_who_reads_all(make):
    body, elsewhere = coherent(make), make.unit(name="UO Altrove")
    make.measure(body.events[0], owner=body.unit, indicator="x")
    make.measure(body.events[0], owner=elsewhere, target="x")
    make.process(code="Z.01", area=make.area(code="Z"), unit=elsewhere)

    def rules(role, unit=None):
        return {one.finding.rule for one in queries.seen_by(make.person(role, unit), 2026, clock.today())}

    of_z = {"processo_senza_fasi", "mai_valutato"}
    everything = {"misura_senza_target", "misura_senza_indicatore", "categoria_anac", *of_z}
    assert rules(Role.RPCT) == rules(Role.OIV) == everything
    assert rules(Role.REFERENTE, body.unit) == {"misura_senza_target", "misura_senza_indicatore"}
    assert rules(Role.REFERENTE, elsewhere) == {"misura_senza_indicatore", *of_z}
    assert rules(Role.ADMIN) == set()


def test_what_was_found_is_not_looked_for_again_until_something_changes(real_app):
    """With real commits: inside a transaction that writes nothing is kept."""
    make = Factory()
    make.process()

    def asked() -> tuple[int, int]:
        db.session.rollback()
        with counted(("SELECT",)) as statements:
            found = [one.finding.rule for one in queries.found(2026, clock.today())]
        return found.count("processo_senza_fasi"), len([one for one in statements if "audit_entry" not in one])

    first, second = asked(), asked()
    make.process()
    third = asked()
    assert (first[0], second, third[0]) == (1, (1, 1), 2)
    assert third[1] == first[1] > 10


def test_whoever_proposes_finds_the_page_of_what_they_may_open_and_the_name_of_the_rest(make):
    body = coherent(make)
    edition = make.edition(2026)
    BREAKS["misura_senza_indicatore"](body)
    db.session.commit()

    def pages(reader):
        return {each.endpoint for rule in open_in(edition, clock.today(), reader).rules for each in rule.breaking}

    assert pages(make.person(Role.RPCT)) == {"measures.detail"}
    assert pages(make.person(Role.REFERENTE, make.unit())) == {""}
