"""Questions on a sheet: who asks, whom each waits for, who resolves and reopens, who cannot tell that there is one."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from riskreg.assessments import operations as assessments
from riskreg.audit.queries import trail
from riskreg.comments import operations, queries, subjects
from riskreg.comments.models import Question
from riskreg.comments.subjects import About
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.operations import users
from riskreg.waiting import queries as waiting
from tests.features.assessments.test_workflow import Office

AT = clock.on_day(date(2026, 11, 21))
REFERENTE, DIRIGENTE, RPCT, OIV = Role.REFERENTE, Role.DIRIGENTE, Role.RPCT, Role.OIV
TEXT = "Da dove viene questa risposta?"


@pytest.fixture
def office(make):
    return Office(make)


@pytest.fixture
def author(office):
    return office.person(REFERENTE, "own")


@pytest.fixture
def boss(office):
    return office.person(DIRIGENTE, "own")


@pytest.fixture
def rpct(office):
    return office.person(RPCT, "body")


def ask(one, by, section="impact", text=TEXT):
    made = operations.ask(About(subjects.named("assessment"), one.id), section, text, by=by, at=AT)
    db.session.commit()
    return made


def told(kind):
    return sorted(db.session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def waits_for(person):
    """The questions on this person's first page."""
    return [task.path for task in waiting.of_person(person, AT.date()) if task.kind == "comment"]


def test_what_is_asked_of_a_draft_waits_for_whoever_fills_it_in(office, author, boss, rpct):
    made = ask(office.assessment(), rpct)
    assert told("question:asked") == [author.user_id]
    assert waits_for(author) == [f"/domande/{made.id}/rispondi"]
    assert not waits_for(boss)
    assert not waits_for(rpct)


def test_what_the_author_asks_of_a_draft_waits_for_the_dirigente_above(office, author, boss):
    ask(office.assessment(), author)
    assert told("question:asked") == [boss.user_id]
    assert waits_for(boss)
    assert not waits_for(author)


def test_what_is_sent_is_asked_of_whoever_has_it_and_what_they_ask_goes_back_to_the_author(office, author, boss, rpct):
    one = office.assessment("sent")
    ask(one, author)
    ask(one, rpct)
    assert told("question:asked") == [boss.user_id] * 2
    third = ask(one, boss)
    assert waits_for(author) == [f"/domande/{third.id}/rispondi"]


def test_it_follows_whoever_answers_for_the_unit_today(office, make, author, rpct):
    made = ask(office.assessment(), rpct)
    heir = make.user()
    make.grant(heir, REFERENTE, office.unit)
    grant = office.users[REFERENTE, "own"].grants[0]
    users.end_role(grant, date(2026, 11, 20), by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert waits_for(people_of(heir)) == [f"/domande/{made.id}/rispondi"]
    assert not waits_for(people_of(office.users[REFERENTE, "own"]))


def people_of(user):
    return people.person(people.user(user.id), AT.date())


def test_whoever_answers_resolves_with_or_without_a_word_and_who_asked_is_told(office, author, rpct):
    one = office.assessment()
    first, second = ask(one, rpct), ask(one, rpct)
    operations.answer(first, "Dal verbale di marzo.", resolves=True, by=author, at=AT)
    operations.resolve(second, by=author, at=AT)
    db.session.commit()
    assert not first.is_open
    assert first.resolved_by_id == second.resolved_by_id == author.user_id
    assert told("question:answered") == [rpct.user_id] * 2
    assert not waits_for(author)


def test_an_answer_alone_leaves_it_open(office, author, rpct):
    made = ask(office.assessment(), rpct)
    operations.answer(made, "La cerco.", by=author, at=AT)
    db.session.commit()
    assert made.is_open
    assert waits_for(author)


def test_nobody_resolves_what_they_asked(office, rpct):
    made = ask(office.assessment(), rpct)
    with pytest.raises(RuleBroken, match="La domanda è tua"):
        operations.resolve(made, by=rpct, at=AT)
    with pytest.raises(RuleBroken, match="La domanda è tua"):
        operations.answer(made, "Trovata.", resolves=True, by=rpct, at=AT)


def test_the_database_refuses_it_too(office, rpct):
    made = ask(office.assessment(), rpct)
    made.resolved_at, made.resolved_by_id = AT, rpct.user_id
    with pytest.raises(IntegrityError, match="resolved_by_another"):
        db.session.flush()
    db.session.rollback()


def test_only_who_asked_opens_it_again(office, author, boss, rpct):
    made = ask(office.assessment(), rpct)
    operations.resolve(made, by=author, at=AT)
    for other in (author, boss):
        with pytest.raises(NotAllowed, match="La riapre chi l'ha fatta"):
            operations.reopen(made, by=other, at=AT)
    operations.reopen(made, by=rpct, at=AT)
    db.session.commit()
    assert made.is_open
    assert waits_for(author)
    with pytest.raises(WrongState, match="già aperta"):
        operations.reopen(made, by=rpct, at=AT)


def test_what_is_resolved_takes_no_more_words(office, author, rpct):
    made = ask(office.assessment(), rpct)
    operations.resolve(made, by=author, at=AT)
    with pytest.raises(WrongState, match="la riapre chi l'ha fatta"):
        operations.answer(made, "Ancora.", by=author, at=AT)
    with pytest.raises(WrongState, match="già risolta"):
        operations.resolve(made, by=author, at=AT)


def test_who_reads_the_sheet_reads_and_does_not_write(office, rpct):
    one = office.assessment()
    made, reader = ask(one, rpct), office.person(OIV, "body")
    assert queries.question(made.id, reader, AT.date()).text == TEXT
    with pytest.raises(NotAllowed):
        ask(one, reader)
    with pytest.raises(NotAllowed):
        operations.answer(made, "Io.", by=reader, at=AT)


@pytest.mark.parametrize("role", [REFERENTE, DIRIGENTE])
def test_for_another_unit_there_is_nothing(office, rpct, role):
    one = office.assessment()
    made, stranger = ask(one, rpct), office.person(role, "elsewhere")
    with pytest.raises(Missing):
        queries.question(made.id, stranger, AT.date())
    with pytest.raises(Missing):
        operations.resolve(made, by=stranger, at=AT)
    with pytest.raises(Missing):
        ask(one, stranger)


def test_on_what_is_approved_nothing_is_asked_and_nothing_waits(office, author, boss, rpct):
    one = office.assessment("sent")
    made = ask(one, boss)
    assert waits_for(author)
    assessments.validate(one, by=boss, at=AT)
    assessments.approve(one, by=rpct, at=AT)
    db.session.commit()
    assert not waits_for(author)
    for act in (lambda: ask(one, boss), lambda: operations.resolve(made, by=author, at=AT)):
        with pytest.raises(WrongState, match="è approvata"):
            act()


def test_each_step_stands_in_the_history_of_the_sheet(office, author, rpct):
    one = office.assessment()
    made = ask(one, rpct)
    operations.answer(made, "Dal verbale.", resolves=True, by=author, at=AT)
    operations.reopen(made, by=rpct, at=AT)
    db.session.commit()
    tags = [entry.tag for entry in trail([one.subject])]
    for tag in ("question:life:asked", "question:life:resolved", "question:life:reopened"):
        assert tag in tags


def test_a_draft_with_questions_is_not_taken_away(office, author, rpct):
    one = office.assessment()
    ask(one, rpct)
    with pytest.raises(RuleBroken, match="ci sono domande: restano scritte, anche se risolte"):
        assessments.drop(one, by=author, at=AT)
    db.session.rollback()
    assert db.session.scalars(select(Question)).one()


def test_an_erased_person_is_named_nowhere(office, author, rpct, client_for):
    one = office.assessment()
    made = ask(one, author)
    name = office.users[REFERENTE, "own"].title
    users.disable_user(office.users[REFERENTE, "own"], by=COMMAND_LINE, at=AT)
    users.erase_person(office.users[REFERENTE, "own"], by=COMMAND_LINE, at=AT)
    db.session.commit()
    client = client_for(user=office.users[RPCT, "body"])
    for path in (f"/valutazioni/{one.id}", f"/domande/{made.id}", f"/valutazioni/{one.id}/cronologia"):
        assert name not in client.get(path).text


def test_a_section_that_is_not_of_the_sheet_is_refused(office, rpct):
    with pytest.raises(RuleBroken, match="a quale parte"):
        ask(office.assessment(), rpct, section="altro")


@pytest.mark.one_database
def test_a_question_is_as_long_as_its_writer_sees_it(office, rpct):
    """A browser sends two letters for the end of a line."""
    made = ask(office.assessment(), rpct, text="\r\n".join(["x" * 99] * 20))
    assert (len(made.text), "\r" in made.text) == (1_999, False)


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
@pytest.mark.one_database
def test_a_question_says_something_and_not_too_much(office, rpct, text):
    with pytest.raises(RuleBroken):
        ask(office.assessment(), rpct, text=text)
