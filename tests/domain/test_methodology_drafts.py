"""Drafts of methodologies: what may be published holds every score once; what changed and why a score is told in words."""

import doctest
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.core.places import SEEDS
from riskreg.domain.exact import half_up
from riskreg.domain.scoring import differences as differences_
from riskreg.domain.scoring import drafting, explanation
from riskreg.domain.scoring.calculation import NumericScore, OrdinalScore, score
from riskreg.domain.scoring.differences import differences
from riskreg.domain.scoring.explanation import explained
from riskreg.domain.scoring.methodology import Answer, Axis, Band, Combination, Criterion, Effectiveness, Grain, NumericMethodology
from riskreg.domain.scoring.publishing import Part, faults, placed_faults
from riskreg.domain.scoring.text import from_plain, to_plain
from riskreg.domain.scoring.versions import Kind


def ready(name):
    return from_plain(json.loads((SEEDS / "methodology" / f"{name}.json").read_text(encoding="utf-8")))


OURS, PNA_2013, PNA_2019 = ready("riskreg"), ready("pna_2013"), ready("pna_2019")


@pytest.mark.parametrize("module", [drafting, explanation, differences_])
def test_every_example_in_the_docstrings_holds(module):
    failed, attempted = doctest.testmod(module)
    assert failed == 0
    assert attempted


# --- Whatever passes is whole ----------------------------------------------------------------------------------------

POINTS = st.integers(0, 40).map(lambda eighths: Decimal(eighths) / 8)
WAYS = st.sampled_from([Combination.MEAN, Combination.MAXIMUM])


@st.composite
def numeric(draw):
    """Any numeric methodology that may be published: points, ways, coefficients and cuts of its own."""
    criteria = tuple(
        Criterion(f"{axis}{n}", axis, f"{axis} {n}", "", tuple(Answer(str(m), "x", worth) for m, worth in enumerate(worths)))
        for axis in Axis
        for n, worths in enumerate(draw(st.lists(st.lists(POINTS, min_size=2, max_size=4), min_size=1, max_size=3)))
    )
    falling = sorted(draw(st.sets(st.integers(0, 99), max_size=4)), reverse=True)
    steps = tuple(Effectiveness(str(n), f"E{n}", "", Decimal(cents).scaleb(-2)) for n, cents in enumerate([100, *falling]))
    bare = NumericMethodology("prova", Grain.PROCESS, criteria, {axis: draw(WAYS) for axis in Axis}, steps, ())
    top = int(half_up(bare.highest(Axis.PROBABILITY) * bare.highest(Axis.IMPACT)) * 100)
    edges = sorted(draw(st.sets(st.integers(0, max(top - 1, 0)), max_size=4)) if top else [])
    limits = zip([0, *(edge + 1 for edge in edges)], [*edges, top], strict=True)
    bands = tuple(
        Band(f"b{n}", f"B{n}", n, False, Decimal(least).scaleb(-2), Decimal(most).scaleb(-2)) for n, (least, most) in enumerate(limits, 1)
    )
    return replace(bare, bands=bands)


@given(numeric(), st.data())
def test_without_faults_every_reachable_score_lies_in_exactly_one_band(methodology, data):
    assert faults(methodology) == ()
    answers = {each.code: data.draw(st.sampled_from(each.answers)).code for each in methodology.criteria}
    step = data.draw(st.sampled_from(methodology.effectiveness))
    found = score(methodology, answers, step.code)
    assert isinstance(found, NumericScore)
    for value in (found.residual, half_up(found.inherent)):
        assert len([each for each in methodology.bands if each.least <= value <= each.most]) == 1
    assert found.residual == half_up(found.probability * found.impact * Fraction(step.coefficient))


@given(numeric())
def test_whatever_is_drafted_is_the_same_after_the_database(methodology):
    assert from_plain(json.loads(json.dumps(to_plain(methodology)))) == methodology


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=3, max_size=3))
def test_an_ordinal_table_is_published_only_when_risk_never_falls(ranks):
    """Any filling of the nine cells: it passes exactly when rows and columns never fall; then each cell leads to its band."""
    bands = [each.code for each in PNA_2019.bands]
    levels = ("basso", "medio", "alto")
    crossing = {(p, i): bands[ranks[n][m]] for (n, p), (m, i) in product(enumerate(levels), enumerate(levels))}
    methodology = replace(PNA_2019, crossing=crossing)
    rises = all(row == sorted(row) for row in [*ranks, *map(list, zip(*ranks, strict=True))])
    assert (faults(methodology) == ()) == rises
    for (p, i), band in crossing.items():
        answers = {each.code: p if each.axis is Axis.PROBABILITY else i for each in methodology.criteria}
        found = score(methodology, answers, "assente")
        assert isinstance(found, OrdinalScore)
        assert found.inherent_band.code == found.band.code == band


# --- Drafting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_sheet_says_all_that_it_lacks_and_where(kind):
    parts = [fault.part for fault in placed_faults(drafting.empty(kind, "Nuova"))]
    expected = [Part.CRITERIA, Part.CRITERIA, Part.EFFECTIVENESS, Part.BANDS, *([Part.LEVELS] if kind is Kind.ORDINAL else [])]
    assert parts == expected
    assert all(part.label for part in parts)


def test_a_fault_of_a_criterion_leads_to_it():
    silent = replace(OURS.criteria[2], answers=OURS.criteria[2].answers[-1:])
    assert [(fault.part, fault.about) for fault in placed_faults(drafting.with_criterion(OURS, silent))] == [
        (Part.CRITERIA, "eventi_passati")
    ]


def test_a_criterion_that_changes_axis_goes_to_the_end():
    moved = drafting.with_criterion(OURS, replace(OURS.criteria[0], axis=Axis.IMPACT))
    assert [each.code for each in moved.of_axis(Axis.IMPACT)][-1] == "interesse_esterno"
    assert len(moved.criteria) == len(OURS.criteria)


@given(st.sampled_from([each.code for each in OURS.criteria]), st.sampled_from([-1, 1]))
def test_moving_there_and_back_changes_nothing_and_never_crosses_the_axes(code, places):
    moved = drafting.moved_criterion(OURS, code, places)
    assert [len(moved.of_axis(axis)) for axis in Axis] == [6, 4]
    assert {each.code for each in moved.criteria} == {each.code for each in OURS.criteria}
    if moved != OURS:
        assert drafting.moved_criterion(moved, code, -places) == OURS


@given(st.text(max_size=80), st.sets(st.text(alphabet="ab_12", max_size=6)))
def test_a_new_code_is_nobodys_and_fits_everywhere(wish, taken):
    code = drafting.free_code(wish, taken)
    assert code not in taken
    assert 1 <= len(code) <= drafting.LONGEST_CODE
    assert code.replace("_", "").isalnum()


# --- Why this score ------------------------------------------------------------------------------------------------------


def told(methodology, answers, effectiveness):
    return [(line.label, line.how, line.result) for line in explained(methodology, answers, score(methodology, answers, effectiveness))]


def test_the_example_of_the_pna_2013_is_told_as_on_paper():
    answers = dict(zip([each.code for each in PNA_2013.criteria], "2515524104", strict=True))
    assert told(PNA_2013, answers, "nei_criteri") == [
        ("Probabilità", "(2 + 5 + 1 + 5 + 5 + 2) ÷ 6", "10/3, circa 3,33"),
        ("Impatto", "(4 + 1 + 0 + 4) ÷ 4", "2,25"),
        ("Rischio inerente", "10/3 × 2,25", "7,50, MEDIO"),
        ("Efficacia delle misure in atto", "«Già nei criteri»", "1,00"),
        ("Rischio residuo", "7,50 × 1,00", "7,50"),
        ("Fascia", "da 4,01 a 9,00", "MEDIO"),
    ]


def test_an_ordinal_score_is_told_by_its_tables():
    answers = dict(zip([each.code for each in PNA_2019.criteria], ["alto"] * 3 + ["basso"] * 3 + ["medio"] * 4, strict=True))
    assert told(PNA_2019, answers, "piena") == [
        ("Probabilità", "«Alto» 3 volte e «Basso» 3 volte: livello prevalente; a parità, il peggiore", "Alto"),
        ("Impatto", "«Medio» 4 volte: livello peggiore", "Medio"),
        ("Rischio inerente", "tabella: probabilità «Alto», impatto «Medio»", "ALTO"),
        ("Rischio residuo", "tabella: ALTO con efficacia «Piena»", "BASSO"),
    ]


def test_the_highest_answer_and_the_only_one_are_told_as_such():
    three = replace(
        OURS, criteria=(*OURS.criteria[:2], OURS.criteria[6]), combine=dict.fromkeys(Axis, Combination.MAXIMUM)
    )  # fmt: skip
    found = told(three, {"interesse_esterno": "4", "discrezionalita": "1", "economico": "2"}, "buona")
    assert [how for _label, how, _result in found][:2] == ["la più alta tra 4 e 1", "2: una sola risposta"]


# --- What changed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("methodology", [OURS, PNA_2019], ids=["numeric", "ordinal"])
def test_nothing_changed_is_told_as_nothing(methodology):
    plain = to_plain(methodology)
    again = json.loads(json.dumps(plain).replace('"1.00"', '"1"'))
    assert differences(plain, again) == []


def test_what_changed_is_told_part_by_part():
    after = drafting.moved_criterion(OURS, "economico", 1)
    after = drafting.with_bands(after, [replace(OURS.bands[0], most=Decimal("3.5")), *OURS.bands[1:3], Band("top", "ALTISSIMO", 4, True)])
    assert differences(to_plain(OURS), to_plain(replace(after, grain=Grain.EVENT, effectiveness=after.effectiveness[::-1]))) == [
        ("Che cosa si valuta", "il processo nel suo insieme", "ogni evento rischioso: vale il più alto"),
        (
            "Ordine dei criteri",
            ", ".join(each.name for each in OURS.criteria),
            ", ".join(each.name for each in after.criteria),
        ),
        ("Ordine dei livelli di efficacia", "Assente, Scarsa, Sufficiente, Buona, Ottima", "Ottima, Buona, Sufficiente, Scarsa, Assente"),
        ("Fascia", "BASSO, da 0,00 a 4,00", "BASSO, da 0,00 a 3,50"),
        ("Fascia", "ALTO, da 14,01 a 25,00, richiede trattamento", ""),
        ("Fascia", "", "ALTISSIMO, richiede trattamento"),
    ]


def test_of_the_answers_only_those_that_changed_are_told():
    first = OURS.criteria[0]
    moved = (first.answers[1], replace(first.answers[0], text="Niente."), *first.answers[2:])
    found = differences(to_plain(OURS), to_plain(drafting.with_criterion(OURS, replace(first, answers=moved))))
    assert found == [
        ("Criterio «Interesse esterno»: risposta", f"0: {first.answers[0].text}", "0: Niente."),
        ("Criterio «Interesse esterno»: ordine delle risposte", "0, 1, 2, 3, 4, 5", "1, 0, 2, 3, 4, 5"),
    ]


def test_a_level_that_is_called_otherwise_is_told_once():
    renamed = replace(PNA_2019, levels=(replace(PNA_2019.levels[0], name="Minimo"), *PNA_2019.levels[1:]))
    assert differences(to_plain(PNA_2019), to_plain(renamed)) == [("Livello", "Basso", "Minimo")]
