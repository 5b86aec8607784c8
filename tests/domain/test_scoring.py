"""How answers become a score: exact, in one band, explained; and when a methodology may be published."""

import ast
import doctest
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.core.places import SEEDS
from riskreg.domain import scoring
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.scoring import calculation, judgment
from riskreg.domain.scoring.calculation import NumericScore, OrdinalScore, Unscored, band, mean_residual, score, worst
from riskreg.domain.scoring.judgment import Judged, insist_on_sense, judged
from riskreg.domain.scoring.methodology import Axis, Band, Combination, NumericMethodology, OrdinalMethodology
from riskreg.domain.scoring.publishing import faults
from riskreg.domain.scoring.text import from_plain, to_plain


def ready(name):
    return from_plain(json.loads((SEEDS / "methodology" / f"{name}.json").read_text(encoding="utf-8")))


OURS, PNA_2013, PNA_2019 = ready("riskreg"), ready("pna_2013"), ready("pna_2019")
CENTS = [Decimal(cents).scaleb(-2) for cents in range(2501)]


def answers_of(methodology, probability, impact):
    """One answer a criterion, by its points (or its level)."""
    asked = dict(zip([each.code for each in methodology.of_axis(Axis.PROBABILITY)], probability, strict=True))
    return asked | dict(zip([each.code for each in methodology.of_axis(Axis.IMPACT)], impact, strict=True))


@pytest.mark.parametrize("module", [calculation, judgment])
def test_every_example_in_the_docstrings_holds(module):
    failed, attempted = doctest.testmod(module)
    assert failed == 0
    assert attempted


def test_no_float_comes_near_a_score():
    for file in Path(scoring.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
            assert not (isinstance(node, ast.Name) and node.id == "float"), file


# --- The three methodologies that a body finds ready -------------------------------------------------------


@pytest.mark.parametrize("methodology", [OURS, PNA_2013, PNA_2019], ids=lambda each: each.name)
def test_a_ready_methodology_could_be_published_today(methodology):
    assert faults(methodology) == ()


@pytest.mark.parametrize("methodology", [OURS, PNA_2013, PNA_2019], ids=lambda each: each.name)
def test_written_and_read_back_it_is_the_same(methodology):
    assert from_plain(json.loads(json.dumps(to_plain(methodology)))) == methodology


def test_the_default_asks_what_the_domain_says():
    assert [each.code for each in OURS.criteria] == [
        "interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita",
        "economico", "organizzativo", "reputazionale", "servizio",
    ]  # fmt: skip
    assert all([answer.worth for answer in each.answers] == list(range(6)) for each in OURS.criteria)
    assert [each.coefficient for each in OURS.effectiveness] == [Decimal(c) for c in ("1.00", "0.80", "0.60", "0.40", "0.20")]
    assert [(each.name, each.least, each.most) for each in OURS.bands] == [
        ("BASSO", Decimal(0), Decimal(4)),
        ("MEDIO", Decimal("4.01"), Decimal(9)),
        ("MEDIO-ALTO", Decimal("9.01"), Decimal(14)),
        ("ALTO", Decimal("14.01"), Decimal(25)),
    ]


# --- Numeric ------------------------------------------------------------------------------------------------


def test_the_example_of_the_pna_2013_comes_to_7_50():
    found = score(PNA_2013, answers_of(PNA_2013, "251552", "4104"), "nei_criteri")
    assert isinstance(found, NumericScore)
    assert (found.probability, found.impact, found.residual) == (Fraction(20, 6), Fraction(9, 4), Decimal("7.50"))
    assert found.band.name == "MEDIO"


@pytest.mark.parametrize(
    ("probability", "impact", "effectiveness", "inherent", "residual", "name"),
    [
        ("000000", "5555", "assente", "0", "0.00", "BASSO"),
        ("555555", "5555", "assente", "25", "25.00", "ALTO"),
        ("555555", "5555", "ottima", "25", "5.00", "MEDIO"),
        ("444444", "5555", "sufficiente", "20", "12.00", "MEDIO-ALTO"),
        # 11/6 x 9/4 = 4,125: half-up is 4,13, and a rounding of P or I before use would say 4,12 and 4,14.
        ("551000", "5400", "assente", "4.125", "4.13", "MEDIO"),
        ("222222", "2222", "assente", "4", "4.00", "BASSO"),
        ("333333", "3333", "assente", "9", "9.00", "MEDIO"),
    ],
)
def test_probability_by_impact_weighed_and_rounded_once(probability, impact, effectiveness, inherent, residual, name):
    found = score(OURS, answers_of(OURS, probability, impact), effectiveness)
    assert isinstance(found, NumericScore)
    assert found.inherent == Fraction(inherent)
    assert (found.residual, found.band.name) == (Decimal(residual), name)


def test_the_maximum_may_stand_for_the_mean():
    strict = replace(OURS, combine={Axis.PROBABILITY: Combination.MAXIMUM, Axis.IMPACT: Combination.MEAN})
    found = score(strict, answers_of(strict, "050000", "4444"), "assente")
    assert isinstance(found, NumericScore)
    assert (found.probability, found.impact, found.residual) == (5, 4, Decimal("20.00"))


@pytest.mark.parametrize(
    ("value", "name"),
    [("0", "BASSO"), ("4.00", "BASSO"), ("4.01", "MEDIO"), ("9.00", "MEDIO"), ("9.01", "MEDIO-ALTO"), ("14.00", "MEDIO-ALTO"), ("14.01", "ALTO"),
     ("25", "ALTO")],
)  # fmt: skip
def test_a_limit_belongs_to_the_band_that_names_it(value, name):
    assert band(Decimal(value), OURS.bands).name == name


def test_every_cent_of_the_scale_lies_in_exactly_one_band():
    for value in CENTS:
        assert len([each for each in OURS.bands if each.least <= value <= each.most]) == 1


@given(
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
    st.sampled_from(OURS.effectiveness),
)
def test_every_reachable_score_is_on_the_scale_and_never_above_the_inherent(probability, impact, effectiveness):
    found = score(OURS, answers_of(OURS, map(str, probability), map(str, impact)), effectiveness.code)
    assert isinstance(found, NumericScore)
    assert 0 <= found.residual <= 25
    assert found.residual == found.residual.quantize(Decimal("0.01"))
    assert found.band.rank <= found.inherent_band.rank
    assert isinstance(found.residual, Decimal)


@given(st.sets(st.sampled_from([each.code for each in OURS.criteria])), st.booleans())
def test_without_an_answer_there_is_no_score_and_the_page_says_which(left_out, has_effectiveness):
    given_answers = {code: "3" for code in answers_of(OURS, "333333", "3333") if code not in left_out}
    found = score(OURS, given_answers, "buona" if has_effectiveness else None)
    if not left_out and has_effectiveness:
        assert isinstance(found, NumericScore)
        return
    assert isinstance(found, Unscored)
    expected = [each.name for each in OURS.criteria if each.code in left_out]
    assert list(found.missing) == expected + ([] if has_effectiveness else ["Efficacia delle misure in atto"])


def test_an_answer_outside_the_list_is_no_answer():
    assert score(OURS, answers_of(OURS, "633333", "3333"), "buona") == Unscored(("Interesse esterno",))


def test_of_several_events_the_worst_counts():
    scores = [score(OURS, answers_of(OURS, str(n) * 6, "3333"), "assente") for n in (1, 4, 2)]
    assert worst(scores) == scores[1]
    assert worst([]) is None


def test_of_events_left_with_the_same_risk_the_one_that_was_worse_before_counts():
    """What only good measures keep down tells more than what was mild from the start."""
    mild = score(PNA_2019, answers_of(PNA_2019, ["basso"] * 6, ["basso"] * 4), "assente")
    kept_down = replace(mild, inherent_band=PNA_2019.bands[-1])
    for order in ([mild, kept_down], [kept_down, mild]):
        assert worst(order) is kept_down


def test_of_events_in_the_same_band_the_higher_residual_counts():
    scores = [score(OURS, answers_of(OURS, "1" * 6, n * 4), "assente") for n in "21"]
    assert [each.band for each in scores] == [scores[0].band] * 2
    assert worst(scores) is worst(scores[::-1]) is scores[0]


def test_the_means_of_the_two_years_of_the_demo():
    assert mean_residual(18975, 33) == Decimal("5.75")
    assert mean_residual(574 * 9 + 575 * 24, 33) == Decimal("5.75")
    assert mean_residual(19866, 33) == Decimal("6.02")
    assert mean_residual(0, 0) is None


# --- Ordinal ------------------------------------------------------------------------------------------------

CROSSING = {
    ("alto", "alto"): "ALTISSIMO", ("alto", "medio"): "ALTO", ("alto", "basso"): "MEDIO",
    ("medio", "alto"): "ALTO", ("medio", "medio"): "MEDIO", ("medio", "basso"): "BASSO",
    ("basso", "alto"): "MEDIO", ("basso", "medio"): "BASSO", ("basso", "basso"): "MINIMO",
}  # fmt: skip
LADDER = ["MINIMO", "BASSO", "MEDIO", "ALTO", "ALTISSIMO"]
STEPS_DOWN = {"assente": 0, "parziale": 0, "adeguata": 1, "piena": 2}


@pytest.mark.parametrize(("levels", "effectiveness"), list(product(CROSSING, STEPS_DOWN)))
def test_every_cell_of_both_tables(levels, effectiveness):
    probability, impact = levels
    found = score(PNA_2019, answers_of(PNA_2019, [probability] * 6, [impact] * 4), effectiveness)
    assert isinstance(found, OrdinalScore)
    assert found.inherent_band.name == CROSSING[levels]
    assert found.band.name == LADDER[max(0, LADDER.index(CROSSING[levels]) - STEPS_DOWN[effectiveness])]


@pytest.mark.parametrize(
    ("probability", "impact", "levels"),
    [
        (["basso"] * 4 + ["alto"] * 2, ["basso"] * 4, ("Basso", "Basso")),
        (["basso"] * 3 + ["alto"] * 3, ["basso"] * 3 + ["medio"], ("Alto", "Medio")),
        (["basso", "medio"] * 3, ["basso", "basso", "basso", "alto"], ("Medio", "Alto")),
    ],
)
def test_the_prevalent_level_counts_and_in_doubt_the_worse(probability, impact, levels):
    found = score(PNA_2019, answers_of(PNA_2019, probability, impact), "assente")
    assert isinstance(found, OrdinalScore)
    assert (found.probability.name, found.impact.name) == levels


# --- Judgment -------------------------------------------------------------------------------------------------

MILD, GRAVE = OURS.bands[0], OURS.bands[3]


def test_anyone_may_raise_a_band_with_a_motivation_and_only_the_rpct_lower_it():
    assert judged(MILD, GRAVE, "Due segnalazioni.", may_lower=False) == GRAVE
    assert judged(GRAVE, MILD, "Rischio solo teorico.", may_lower=True) == MILD
    assert judged(MILD, MILD, "", may_lower=False) == MILD
    with pytest.raises(NotAllowed, match="Solo l'RPCT"):
        judged(GRAVE, MILD, "Rischio solo teorico.", may_lower=False)
    with pytest.raises(RuleBroken, match="Spiega perché alzi la fascia da BASSO a ALTO"):
        judged(MILD, GRAVE, "  ", may_lower=False)


def test_below_a_judged_band_is_lower_even_above_the_computed_one():
    middle = replace(GRAVE, code="middle", name="MEDIO", rank=2)
    raised = Judged(replace(GRAVE, rank=3), "Due segnalazioni.")
    for chosen in (MILD, middle):
        with pytest.raises(NotAllowed, match="già giudicata"):
            judged(MILD, chosen, "Altro motivo.", may_lower=False, standing=raised)
        assert judged(MILD, chosen, "Altro motivo.", may_lower=True, standing=raised) == chosen
        with pytest.raises(RuleBroken, match="motivo per cui la fascia era ALTO"):
            judged(MILD, chosen, "Due segnalazioni.", may_lower=True, standing=raised)
    with pytest.raises(RuleBroken, match="non cambi la fascia"):
        judged(MILD, MILD, "Un motivo.", may_lower=True)


@pytest.mark.parametrize("methodology", [OURS, PNA_2019], ids=["numeric", "ordinal"])
def test_a_residual_falls_only_where_a_measure_is_in_force(methodology):
    numeric = isinstance(methodology, NumericMethodology)
    answers = answers_of(methodology, "3" * 6, "3" * 4) if numeric else answers_of(methodology, ["alto"] * 6, ["alto"] * 4)
    best, none = methodology.effectiveness[-1].code, methodology.effectiveness[0].code
    insist_on_sense(score(methodology, answers, none), measures_in_force=0)
    insist_on_sense(score(methodology, answers, best), measures_in_force=1)
    with pytest.raises(RuleBroken, match="Nessuna misura è in vigore"):
        insist_on_sense(score(methodology, answers, best), measures_in_force=0)


def test_a_residual_above_the_inherent_risk_is_refused():
    table = dict.fromkeys(PNA_2019.treating, "altissimo")
    bent = replace(PNA_2019, treating=table)
    found = score(bent, answers_of(bent, ["basso"] * 6, ["basso"] * 4), "piena")
    with pytest.raises(RuleBroken, match="più alto di quello inerente"):
        insist_on_sense(found, measures_in_force=3)


# --- Publishing ------------------------------------------------------------------------------------------------


def _bands(*limits):
    return tuple(Band(f"b{n}", f"B{n}", n, False, Decimal(least), Decimal(most)) for n, (least, most) in enumerate(limits, 1))


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (_bands(("0", "4"), ("4.02", "25")), "Tra B1 e B2 resta un vuoto: B2 deve partire da 4,01."),
        (_bands(("0", "4"), ("4", "25")), "B1 e B2 si sovrappongono: B2 deve partire da 4,01."),
        (_bands(("1", "4"), ("4.01", "25")), "La fascia più lieve (B1) deve partire da 0."),
        (_bands(("0", "4"), ("4.01", "24.99")), "La fascia più grave (B2) deve arrivare a 25,00, il punteggio più alto possibile."),
        (_bands(("0", "4"), ("4.01", "30")), "La fascia più grave (B2) deve fermarsi a 25,00, il punteggio più alto possibile."),
        (_bands(("0", "4"), ("4.01", "3")), "Fascia B2: la fine (3,00) viene prima dell'inizio (4,01)."),
        (_bands(("0", "4.005"), ("4.015", "25")), "Fascia B1: usa al massimo due decimali."),
        ((), "Aggiungi le fasce di rischio."),
        ((replace(MILD, needs_treatment=True), replace(GRAVE, rank=2, needs_treatment=False, least=Decimal("4.01"))),
         "La fascia BASSO richiede trattamento: deve richiederlo anche ALTO, che è più grave."),
        ((MILD, replace(GRAVE, rank=3, least=Decimal("4.01"))), "Numera le fasce da 1 (la più lieve) in su, senza salti e senza doppioni."),
    ],
)  # fmt: skip
def test_bands_that_leave_a_score_without_a_home_are_told(bands, said):
    assert said in faults(replace(OURS, bands=bands))


@given(st.lists(st.integers(1, 2499), min_size=1, max_size=6, unique=True))
def test_bands_without_a_fault_hold_every_cent_once(cuts):
    edges = sorted(cuts)
    starts, ends = [0, *(cut + 1 for cut in edges)], [*edges, 2500]
    bands = _bands(*[(Decimal(least).scaleb(-2), Decimal(most).scaleb(-2)) for least, most in zip(starts, ends, strict=True)])
    assert faults(replace(OURS, bands=bands)) == ()
    assert all(band(value, bands).rank >= 1 for value in CENTS[::50])


def test_coefficients_begin_at_one_and_fall():
    worse_first = tuple(reversed(OURS.effectiveness))
    found = faults(replace(OURS, effectiveness=worse_first))
    assert "Efficacia: i coefficienti devono scendere da un livello al successivo." in found
    assert "Efficacia «Ottima»: il primo livello vale per chi non ha misure, quindi il suo coefficiente è 1." in found
    assert faults(replace(OURS, effectiveness=())) == ("Aggiungi i livelli di efficacia delle misure.",)


def test_two_steps_of_effectiveness_never_weigh_the_same():
    first, second, *others = OURS.effectiveness
    alike = (first, second, replace(others[0], coefficient=second.coefficient), *others[1:])
    assert faults(replace(OURS, effectiveness=alike)) == ("Efficacia: i coefficienti devono scendere da un livello al successivo.",)


def test_points_below_zero_are_not_published():
    first = OURS.criteria[0]
    below = replace(first, answers=(replace(first.answers[0], worth=Decimal(-1)), *first.answers[1:]))
    assert faults(replace(OURS, criteria=(below, *OURS.criteria[1:]))) == (
        "Criterio «Interesse esterno»: un punteggio non può essere negativo.",
    )


def test_without_measures_the_band_of_an_ordinal_methodology_stays():
    grave, first = PNA_2019.bands[-1], PNA_2019.effectiveness[0]
    lowered = PNA_2019.treating | {(grave.code, first.code): PNA_2019.bands[0].code}
    lowered |= {(grave.code, each.code): PNA_2019.bands[0].code for each in PNA_2019.effectiveness}
    said = f"Tabella del residuo: con efficacia «{first.name}» la fascia {grave.name} deve restare com'è."
    assert said in faults(replace(PNA_2019, treating=lowered))


def test_what_the_database_cannot_keep_is_not_published():
    first, *others = (
        replace(each, answers=(*each.answers[:-1], replace(each.answers[-1], worth=Decimal(20_000)))) for each in OURS.criteria
    )
    (said,) = [each for each in faults(replace(OURS, criteria=(first, *others))) if "riskreg ne conserva" in each]
    assert said.startswith("Il punteggio più alto possibile è 400.000.000,00: riskreg ne conserva fino a 9.999.999,99.")


def test_every_answer_is_described():
    first = OURS.criteria[0]
    silent = replace(first, answers=(replace(first.answers[0], text=" "), *first.answers[1:]))
    assert faults(replace(OURS, criteria=(silent, *OURS.criteria[1:]))) == ("Criterio «Interesse esterno»: descrivi ogni risposta.",)


@pytest.mark.parametrize("pair", list(CROSSING))
def test_an_ordinal_table_needs_every_cell(pair):
    holed = replace(PNA_2019, crossing={key: to for key, to in PNA_2019.crossing.items() if key != pair})
    assert any("scegli la fascia per probabilità" in each for each in faults(holed))


def test_an_ordinal_table_never_falls_while_risk_rises():
    bent = replace(PNA_2019, crossing=dict(PNA_2019.crossing) | {("alto", "alto"): "minimo"})
    assert any("il rischio scende" in each for each in faults(bent))
    worse = replace(PNA_2019, treating=dict(PNA_2019.treating) | {("minimo", "piena"): "alto"})
    assert any("diventa più grave" in each for each in faults(worse))


def test_the_kinds_are_two_and_told_apart():
    assert isinstance(OURS, NumericMethodology)
    assert isinstance(PNA_2019, OrdinalMethodology)
