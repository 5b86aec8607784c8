"""Prudence: a judged band goes down by the RPCT alone, no motive is lost on the way, and what fell is said."""

from datetime import date

import pytest

from riskreg.assessments import judgments, operations, queries
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from tests.features.assessments import world

AT = clock.on_day(date(2026, 11, 21))
WHY = "Tre segnalazioni nell'anno."


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def one(make, unit):
    """Computed: BASSO."""
    found = operations.open_assessment(world.process(make, unit), 2026, world.methodology(make), by=COMMAND_LINE, at=AT)
    operations.answer(found, world.answers(), "buona", by=make.person(Role.DIRIGENTE, unit), at=AT)
    db.session.commit()
    return found


@pytest.fixture
def referente(make, unit):
    return make.person(Role.REFERENTE, unit)


@pytest.fixture
def rpct(make):
    return make.person(Role.RPCT)


@pytest.fixture
def raised(one, rpct):
    operations.judge(one, "alto", WHY, "", by=rpct, at=AT)
    db.session.commit()
    return one


@pytest.mark.parametrize("band", [None, "basso", "medio", "medio_alto"])
@pytest.mark.parametrize("motive", ["", WHY, "Non mi sembra."])
def test_below_what_somebody_judged_only_the_rpct_goes(raised, referente, band, motive):
    with pytest.raises(RuleBroken, match="Solo l'RPCT può abbassare la fascia già giudicata") as refused:
        operations.judge(raised, band, motive, "", by=referente, at=AT)
    assert refused.value.field == "judged_band"
    assert (raised.judged_band, raised.band_motivation) == ("alto", WHY)


@pytest.mark.parametrize(
    ("band", "motive", "said"), [(None, "", "abbassi la fascia da ALTO a BASSO"), ("medio", WHY, "motivo per cui la fascia era ALTO")]
)
def test_the_rpct_too_says_why_anew(raised, rpct, band, motive, said):
    with pytest.raises(RuleBroken, match=said) as refused:
        operations.judge(raised, band, motive, "", by=rpct, at=AT)
    assert refused.value.field == "motivation"


def offered(page):
    return [option.get_text().split(" (")[0] for option in page.soup.select("#judged_band option")]


def test_nobody_is_offered_a_band_that_would_be_refused(client_for, one, unit, rpct):
    path, confirm = f"/valutazioni/{one.id}/giudizio", "Confermo la fascia calcolata"
    every = ["BASSO", "MEDIO", "MEDIO-ALTO", "ALTO"]
    referente, chief = client_for(Role.REFERENTE, unit), client_for(Role.RPCT)
    operations.answer(one, world.answers(), "assente", by=rpct, at=AT)
    db.session.commit()
    assert offered(referente.get(path)) == [confirm, *every[1:]]
    operations.judge(one, "alto", WHY, "", by=rpct, at=AT)
    db.session.commit()
    assert offered(referente.get(path)) == ["ALTO"]
    assert offered(chief.get(path)) == [confirm, *every]


def test_a_judgment_on_what_was_validated_says_before_and_after_that_it_goes_back(client_for, one, make, unit):
    make.grant(make.user(given_name="Tommaso", family_name="Olmo"), Role.DIRIGENTE, unit)
    world.validated(one)
    db.session.commit()
    chief, path = client_for(Role.RPCT), f"/valutazioni/{one.id}/giudizio"
    page = chief.get(path)
    assert "torna a chi l'ha validata" in page.text
    saved = chief.send(page, judged_band="medio", motivation=WHY)
    assert "La valutazione torna a chi la valida: ora tocca a Tommaso Olmo" in chief.get(saved.location).text


def test_a_motive_is_not_wiped_while_the_band_stays(raised, referente):
    with pytest.raises(RuleBroken, match="Spiega perché la fascia è ALTO"):
        operations.judge(raised, "alto", "", "", by=referente, at=AT)


def test_back_to_the_computed_band_the_motive_stays_and_the_earlier_one_is_listed(raised, rpct, one):
    operations.judge(raised, None, "Le segnalazioni erano infondate.", "", by=rpct, at=AT)
    db.session.commit()
    outcome = queries.outcome(one)
    assert (outcome.judged.name, outcome.is_moved, one.band_motivation) == ("BASSO", False, "Le segnalazioni erano infondate.")
    assert [(past.judged, past.computed, past.motivation) for past in judgments.earlier(one, outcome.methodology)] == [
        ("ALTO", "BASSO", WHY)
    ]


def test_what_the_rpct_lowered_is_not_undone_without_a_word(one, make, unit, rpct, referente):
    operations.answer(one, world.answers(), "assente", by=referente, at=AT)
    operations.judge(one, "basso", "Importi minimi.", "", by=rpct, at=AT)
    with pytest.raises(RuleBroken, match="Spiega perché alzi la fascia da BASSO a MEDIO"):
        operations.judge(one, None, "", "", by=referente, at=AT)
    operations.judge(one, None, "Gli importi sono cresciuti.", "", by=referente, at=AT)
    assert queries.outcome(one).judged.name == "MEDIO"


def test_words_alone_move_nothing_of_the_band(raised, referente):
    before = raised.judged_by_id, raised.judged_at
    operations.judge(raised, "alto", WHY, "Processo esposto.", by=referente, at=AT)
    assert (raised.judgment, (raised.judged_by_id, raised.judged_at)) == ("Processo esposto.", before)


def test_a_judgment_that_fell_is_listed_and_said(client_for, raised, unit, one):
    client = client_for(Role.REFERENTE, unit)
    path = f"/valutazioni/{one.id}"
    client.send(client.get(f"{path}/risposte"), effectiveness="assente")
    page = client.get(path)
    assert "Il giudizio «ALTO» riguardava il calcolo di prima e non vale più" in page.text
    assert "Giudizi precedenti sulla fascia" in page.text
    assert WHY in page.text


def test_a_motive_without_a_change_is_refused_at_its_field_and_kept(client_for, one, unit):
    client = client_for(Role.REFERENTE, unit)
    path = f"/valutazioni/{one.id}/giudizio"
    page = client.send(client.get(path), 422, motivation="Una segnalazione seria.")
    assert "Hai scritto un motivo, ma non cambi la fascia" in page.errors["motivation"]
    assert page.form()["motivation"] == "Una segnalazione seria."


def test_whose_answers_these_are_is_not_only_who_wrote_last(make, client_for, one, unit):
    first, second = make.person(Role.REFERENTE, unit), make.person(Role.REFERENTE, unit)
    operations.answer(one, world.answers(opacita="5"), "buona", by=first, at=AT)
    operations.answer(one, world.answers(opacita="4"), "buona", by=second, at=AT)
    db.session.commit()
    names = [people.user(person.user_id).title for person in (first, second)]
    for page in ("", "/perche"):
        text = client_for(Role.RPCT).get(f"/valutazioni/{one.id}{page}").text
        assert f"{names[0]} e {names[1]}; ultima modifica di {names[1]}" in text
