"""Each rule of coherence: a plan that breaks just that one, and one that breaks none."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from riskreg.domain.coherence import RULE, RULES, Facts, Severity, check
from riskreg.domain.coherence.facts import (
    MANDATORY_AREAS,
    NOT_DUE,
    Area,
    Assessed,
    Event,
    Known,
    Measure,
    Objective,
    Office,
    Owner,
    Phase,
    Plan,
    Process,
    Section,
    Unit,
)
from riskreg.domain.coherence.measures import is_met
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES

TODAY = date(2026, 11, 21)
UNIT, CLOSED, RPCT = 10, 11, 20
LATER = Plan("2027–2029", 2027, 2029, is_open=True)
LONG = "Il responsabile sceglie sempre lo stesso operatore e non scrive nell'atto per quale motivo lo ha preferito agli altri."


def measure(id: int, **more) -> Measure:  # noqa: A002  # as the fact calls it
    given = {
        "kind": "specific",
        "family": "a",
        "code": f"M{id}",
        "name": f"Misura {id}",
        "indicator": "% di atti controllati",
        "target": "100%",
    }
    return Measure(**{"id": id, "owners": (Owner("unit", UNIT),)} | given | more)


def coherent() -> Facts:
    """Four processes, one in each mandatory area; each with a phase, an event and a measure; a general measure of each class."""
    numbers = range(1, len(MANDATORY_AREAS) + 1)
    general = [
        measure(100 + place, kind="general", family=None, measure_class=code)
        for place, code in enumerate(code for code in GENERAL_CLASSES if code not in NOT_DUE)
    ]
    return Facts(
        today=TODAY,
        year=2026,
        areas=tuple(Area(n, code, f"Area {code}") for n, code in zip(numbers, MANDATORY_AREAS, strict=True)),
        units={UNIT: Unit(UNIT, "UO Gare"), CLOSED: Unit(CLOSED, "UO Vecchia", date(2025, 12, 31), "Area Risorse")},
        offices={RPCT: Office(RPCT, "RPCT", holders=frozenset({1}))},
        processes=tuple(Process(n, f"{code}.01", f"Processo {code}", n, UNIT) for n, code in zip(numbers, MANDATORY_AREAS, strict=True)),
        phases=tuple(Phase(n, n, "Istruttoria") for n in numbers),
        events=tuple(Event(n, n, n, f"Evento {n}") for n in numbers),
        measures=(*(measure(n, events=(n,)) for n in numbers), *general),
        assessed={n: assessed(n) for n in numbers},
        plan=Plan("2026–2028", 2026, 2028),
        objectives=(Objective(1, "Più trasparenza", measures=1),),
        sections=(Section(1, "Le misure", "Il piano ha 10 misure generali."),),
        known=(Known("misure generali", Decimal(10)),),
        mapped=frozenset(
            [("area", code) for code in MANDATORY_AREAS]
            + [("class", code) for code in GENERAL_CLASSES]
            + [("family", code) for code in FAMILY_LABELS]
        ),
        signers={UNIT: frozenset({2})},
        verifiers=frozenset({1, 3}),
    )


def assessed(process_id: int, **more) -> Assessed:
    given = {
        "year": 2026, "inherent": Decimal(12), "residual": Decimal("4.8"), "inherent_rank": 3, "computed_rank": 2, "band_rank": 2, "top_rank": 4,
        "inherent_band": "MEDIO-ALTO", "computed_band": "MEDIO", "band": "MEDIO", "needs_treatment": False, "assessed_on": date(2026, 1, 15),
    }  # fmt: skip
    return Assessed(**{"process_id": process_id} | given | more)


TOP = {"band_rank": 4, "band": "ALTO", "computed_rank": 4, "computed_band": "ALTO", "needs_treatment": True}


def with_measure(facts: Facts, **more) -> Facts:
    """The measure of the first process says something else."""
    first, *others = facts.measures
    return replace(facts, measures=(first._replace(**more), *others))


def with_general(facts: Facts, **more) -> Facts:
    *others, last = facts.measures
    return replace(facts, measures=(*others, last._replace(**more)))


def with_process(facts: Facts, **more) -> Facts:
    first, *others = facts.processes
    return replace(facts, processes=(first._replace(**more), *others))


def with_assessed(facts: Facts, **more) -> Facts:
    return replace(facts, assessed={**facts.assessed, 1: assessed(1, **more)})


def without_event(facts: Facts) -> Facts:
    return replace(facts, events=facts.events[1:], measures=facts.measures[1:])


BROKEN = {
    "processo_senza_responsabile": lambda plan: with_process(plan, unit_id=CLOSED),
    "processo_senza_fasi": lambda plan: replace(without_event(with_assessed(plan, residual=Decimal(12))), phases=plan.phases[1:]),
    "processo_senza_eventi": lambda plan: without_event(with_assessed(plan, residual=Decimal(12))),
    "evento_senza_misure": lambda plan: replace(plan, events=(*plan.events, Event(9, 1, 1, "Evento scoperto"))),
    "trattamento_senza_misure": lambda plan: replace(with_assessed(plan, **TOP, residual=Decimal(12)), measures=plan.measures[1:]),
    "fascia_alta_senza_rotazione": lambda plan: with_assessed(plan, **TOP),
    "testo_ripetuto": lambda plan: replace(
        plan, events=tuple(one._replace(description=LONG.upper() if one.id == 2 else LONG) if one.id < 3 else one for one in plan.events)
    ),
    "mai_valutato": lambda plan: replace(plan, assessed={n: one for n, one in plan.assessed.items() if n != 1}),
    "valutazione_vecchia": lambda plan: with_assessed(plan, year=2025, assessed_on=date(2025, 1, 15)),
    "residuo_senza_misure": lambda plan: with_measure(plan, in_force_from=date(2027, 1, 1)),
    "fascia_abbassata": lambda plan: with_assessed(plan, band_rank=1, band="BASSO", motivation=" "),
    "misura_senza_indicatore": lambda plan: with_measure(plan, indicator=" "),
    "misura_senza_target": lambda plan: with_measure(plan, target=""),
    "misura_senza_responsabile": lambda plan: with_measure(plan, owners=()),
    "misura_senza_tempi": lambda plan: with_measure(plan, timing="on_event"),
    "misura_in_ritardo": lambda plan: with_measure(plan, timing="by_date", due_on=date(2026, 11, 20)),
    "scadenza_fuori_piano": lambda plan: with_measure(plan, timing="by_date", due_on=date(2029, 1, 1)),
    "scadenza_prima_del_piano": lambda plan: replace(with_measure(plan, timing="by_date", due_on=date(2026, 12, 31)), plan=LATER),
    "responsabile_cessato": lambda plan: with_measure(plan, owners=(Owner("unit", UNIT), Owner("unit", CLOSED))),
    "responsabile_da_collegare": lambda plan: with_measure(plan, owners=(Owner("unlinked", None, "Ufficio contratti"),)),
    "verifica_di_se": lambda plan: replace(with_measure(plan, owners=(Owner("figure", RPCT),)), verifiers=frozenset({1})),
    "target_gia_raggiunto": lambda plan: with_measure(plan, target=">= 90%", baseline="95%"),
    "area_obbligatoria_vuota": lambda plan: with_process(plan, area_id=2),
    "classe_vuota": lambda plan: replace(plan, measures=plan.measures[:-1]),
    "categoria_anac": lambda plan: replace(plan, mapped=plan.mapped - {("area", "B")}),
    "obiettivo_senza_misure": lambda plan: replace(plan, objectives=(*plan.objectives, Objective(2, "Meno discrezionalità"))),
    "numero_contraddetto": lambda plan: replace(plan, sections=(Section(1, "Le misure", "Il piano ha 38 misure generali."),)),
}


def test_a_coherent_plan_has_no_findings():
    assert check(coherent()) == ()


def test_every_rule_is_tried():
    assert BROKEN.keys() == RULE.keys()


def saying(plan: Facts, text: str) -> Facts:
    return replace(
        plan, sections=(Section(1, "Le misure", text),), known=(*plan.known, Known("rischio medio", Decimal("5.75"), leads=True))
    )


@pytest.mark.parametrize("code", BROKEN)
def test_a_plan_that_breaks_one_rule_is_found_by_that_rule_alone(code):
    found = check(BROKEN[code](coherent()))
    assert [one.rule for one in found] == [code]
    assert found[0].sentence.endswith(".")
    assert found[0].title


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_why_it_matters_where_it_comes_from_and_what_to_do(rule):
    assert rule.severity in Severity
    assert rule.why.endswith(".")
    assert rule.remedy.endswith(".")
    assert rule.norm
    assert rule.title[0].isupper()


# Where a rule must keep still


@pytest.mark.parametrize(
    "quiet",
    [
        lambda plan: replace(with_process(plan, unit_id=CLOSED), units={**plan.units, CLOSED: Unit(CLOSED, "UO", date(2025, 1, 1), "UO Nuova", True)}),
        lambda plan: with_assessed(with_measure(plan, family="g"), **TOP),
        lambda plan: with_assessed(with_measure(plan, name="Segregazione delle funzioni tra chi istruisce e chi firma"), **TOP),
        lambda plan: with_assessed(plan, year=2025, assessed_on=date(2025, 11, 22)),
        lambda plan: with_assessed(plan, band_rank=1, band="BASSO", motivation="Dati degli ultimi tre anni."),
        lambda plan: with_measure(plan, timing="by_date", due_on=date(2026, 11, 20), activated_on=date(2026, 10, 1)),
        lambda plan: with_measure(plan, timing="by_date", due_on=TODAY),
        lambda plan: with_measure(plan, timing="by_date", due_on=date(2028, 12, 31)),
        lambda plan: replace(with_measure(plan, timing="by_date", due_on=date(2030, 1, 1)), plan=None),
        lambda plan: with_measure(plan, owners=(Owner("group", None, "Tutti i dipendenti"),)),
        lambda plan: replace(plan, verifiers=frozenset()),
        lambda plan: replace(with_measure(plan, owners=(Owner("figure", RPCT),)), verifiers=frozenset({1, 3})),
        lambda plan: replace(plan, mapped=frozenset(), year=2024),
        lambda plan: replace(plan, sections=(Section(1, "x", "Oltre 38 misure generali; dal 1/1/2026 misure generali; 10 Misure Generali"),)),
        lambda plan: saying(plan, "Ha 4 misure generali di trasparenza, altre 2 misure generali e le prime 3 misure generali."),
        lambda plan: saying(plan, "Sono 26 misure generali nuove. Rischio medio del 2024: 6,02. Il rischio medio era 6,02."),
        lambda plan: saying(plan, "Il rischio medio è 5,8; rischio medio pari a 5,75. Le {{misure generali}} misure generali."),
        lambda plan: with_assessed(plan, inherent=None, residual=None, inherent_rank=2),
        lambda plan: replace(with_measure(plan, timing="by_date", due_on=date(2026, 12, 31)), plan=LATER._replace(is_open=False)),
        lambda plan: replace(with_general(plan, timing="by_date", due_on=date(2026, 12, 31)), plan=LATER),
        lambda plan: replace(with_measure(plan, timing="by_date", due_on=date(2027, 1, 1), line_id=7), plan=LATER),
        lambda plan: replace(
            with_measure(plan, timing="by_date", due_on=date(2026, 6, 30), line_id=7, activated_on=date(2026, 6, 1)), plan=LATER
        ),
    ],
)  # fmt: skip
def test_in_doubt_there_is_no_finding(quiet):
    assert check(quiet(coherent())) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Il piano ha 37 misure generali, di cui 12 consolidate.", "37 misure generali"),
        ("Il piano ha 37\nmisure generali nel piano", "37 misure generali"),
        ("Il rischio medio è pari a 6,02.", "rischio medio è pari a 6,02"),
        ("Rischio medio: 5,7", "Rischio medio: 5,7"),
    ],
)
def test_a_number_typed_by_hand_that_says_another_is_found(text, said):
    (one,) = check(saying(coherent(), text))
    assert one.rule == "numero_contraddetto"
    assert f"«{said}»" in one.sentence


def test_an_ordinal_score_that_goes_down_needs_measures_in_force_too():
    facts = with_assessed(with_measure(coherent(), in_force_from=date(2027, 1, 1)), inherent=None, residual=None)
    assert [one.rule for one in check(facts)] == ["residuo_senza_misure"]
    assert "da MEDIO-ALTO a MEDIO" in check(facts)[0].sentence


def test_what_is_said_once_of_a_whole_process_is_not_said_of_each_of_its_events():
    facts = replace(with_assessed(coherent(), **TOP, residual=Decimal(12)), measures=coherent().measures[1:])
    assert [one.subject for one in check(facts)] == ["process:1"]


def test_a_figure_without_holder_does_not_answer_for_a_measure():
    facts = with_measure(coherent(), owners=(Owner("figure", RPCT),))
    vacant = replace(facts, offices={RPCT: Office(RPCT, "RPCT", is_held=False)})
    assert [one.sentence for one in check(vacant)] == ["RPCT oggi non ha un titolare."]


def test_a_year_without_any_name_of_anac_is_said_once_and_a_doubtful_one_by_itself():
    assert [one.subject for one in check(replace(coherent(), mapped=frozenset()))] == ["anac:all"]
    doubtful = check(replace(coherent(), doubtful=frozenset({("area", "B"), ("area", "Z")})))
    assert [(one.subject, "da controllare" in one.sentence) for one in doubtful] == [("anac:area:B", True)]


def test_an_area_that_the_body_does_not_have_is_empty_too():
    facts = coherent()
    gone = replace(facts, areas=facts.areas[1:], processes=(facts.processes[0]._replace(area_id=2), *facts.processes[1:]))
    assert [one.subject for one in check(gone)] == ["area:A"]


def test_a_finding_is_known_again_until_what_it_says_changes():
    first, again = (check(BROKEN["misura_in_ritardo"](coherent()))[0] for _ in range(2))
    moved = check(with_measure(coherent(), timing="by_date", due_on=date(2026, 11, 1)))[0]
    assert first.fingerprint == again.fingerprint
    assert (moved.subject, moved.fingerprint == first.fingerprint) == (first.subject, False)


def test_nothing_that_is_found_changes_by_itself_the_day_after():
    """What is accepted must not come back because a night has gone by."""
    for code, break_it in BROKEN.items():
        one, other = (check(replace(break_it(coherent()), today=day))[0].fingerprint for day in (TODAY, date(2026, 11, 22)))
        assert one == other, code


@pytest.mark.parametrize(
    ("target", "baseline", "met"),
    [
        ("90%", "90%", True), ("90%", "89,9%", False), (">= 1.250", "1.250", True), ("> 5", "5", False), ("<= 5", "4", True), ("<5", "5", False),
        ("≤ 3", "3", True), ("100%", "100", False), ("1 iniziativa", "2", False), ("entro il 30/06", "30", False), ("90%", ">= 95%", False),
        ("", "1", False), ("1.2.3", "4", False),
    ],
)  # fmt: skip
def test_only_plain_numbers_and_percentages_are_compared(target, baseline, met):
    assert is_met(target, baseline) is met


def test_a_measure_that_begins_after_the_three_years_is_not_promised_by_them():
    def rules(begins):
        late = with_measure(coherent(), timing="by_date", due_on=date(2026, 12, 31), in_force_from=begins)
        return {one.rule for one in check(replace(late, plan=LATER))}

    assert "scadenza_prima_del_piano" in rules(date(2029, 12, 31))
    assert "scadenza_prima_del_piano" not in rules(date(2030, 1, 1))
