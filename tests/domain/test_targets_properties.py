"""What holds for every target and every result, whatever somebody types."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from riskreg.domain.italian import write_number
from riskreg.domain.targets import Direction, Kind, parse, verdict, write

pytestmark = pytest.mark.one_database

PIECES = [
    "≥",
    ">=",
    "=>",
    ">",
    "<",
    "<=",
    "≤",
    "=",
    "almeno",
    "non_inferiore_a",
    "max",
    "massimo",
    "minimo",
    "entro",
    "entro_il",
    "oltre",
    "pari_al",
    "tra",
    "da",
    "a",
    "e",
    "ed",
    "o",
    "su",
    "di",
    "/",
    "-",
    "+",
    ",",
    ";",
    ".",
    "(",
    ")",
    "%",
    "€",
    "1.",
    "2.",
    "1)",
    "2)",
    "a)",
    "b)",
    "n.",
    "N.",
    "1",
    "2",
    "5",
    "7",
    "90",
    "100",
    "1,4",
    "1.250",
    "1.250,50",
    "-20.95",
    "0",
    "0,5",
    "+10%",
    "-8%",
    "59%",
    "2024",
    "2025",
    "(2024)",
    "(10%)",
    "31/12/2025",
    "31.12.2025",
    "30/06",
    "15/05/25",
    "3/4",
    "3_su_4",
    "giugno",
    "dicembre_2025",
    "primo_semestre",
    "III_trimestre",
    "fine_anno",
    "31_dicembre_2025",
    "sì",
    "Sì",
    "SI",
    "si",
    "no",
    "No",
    "NO",
    "ok",
    "realizzato",
    "approvato",
    "approvato_il",
    "avviato",
    "non",
    "in_corso",
    "circa",
    "parzialmente",
    "n.d.",
    "gg",
    "giorni",
    "ore",
    "mesi",
    "mln",
    "mld",
    "mila",
    "euro",
    "report",
    "eventi",
    "imprese",
    "Medio",
    "Alto",
    ">",
    "buono",
    "invariato",
    "rispetto_al_2024",
    "anno_precedente",
    "Avvio",
    "Approvazione_del_piano",
    "delibera_n._12_del",
    "cento",
    "un",
    "due",
    "incremento",
    "riduzione",
    "del",
    "5%",
    "*",
    "¹",
    "[1]",
    "#",
    "\n",
    "compreso_tra",
    "x",
    "≤_x_≤",
    "nei_termini",
    "in_ritardo",
    "rispettato",
    "non_approvato",
    "piano",
    "Organizzazione_di",
    "evasione_del",
    "scadenza",
    "I_semestre",
    "la_fine_di",
    "in_data",
    "all'anno",
    "/anno",
    "mensili",
    "raggiunto",
    "(raggiunto)",
    "(non_raggiunto)",
    "(baseline_80%)",
    "(dato_al_31/12/2025)",
    "(6_+_6)",
    "?",
]
typed = st.lists(st.sampled_from(PIECES), max_size=9).map(lambda pieces: " ".join(pieces).replace("_", " "))
anything = st.text(max_size=60)
texts = typed | anything
years = st.none() | st.integers(2020, 2030)
numbers = st.decimals(min_value=-5000, max_value=5000, places=2, allow_nan=False, allow_infinity=False)


@settings(max_examples=300, deadline=None)
@given(text=texts, year=years)
@example(text="1. 100% 2. entro il 31/12", year=2025)
def test_what_is_written_again_means_the_same(text, year):
    understood = parse(text, year)
    assert parse(write(understood), year) == understood


@settings(max_examples=300, deadline=None)
@given(target=typed, result=typed)
def test_a_target_written_again_is_judged_the_same(target, result):
    assert verdict(write(parse(target, 2025)), result, year=2025).kind is verdict(target, result, year=2025).kind


@settings(max_examples=300, deadline=None)
@given(
    target=texts,
    result=texts,
    direction=st.sampled_from(["", "increase", "cala", "equal", "?"]),
    name=texts,
    unit=texts,
    year=years,
    before=typed,
)
def test_no_text_raises_and_every_verdict_has_its_reason(target, result, direction, name, unit, year, before):
    found = verdict(target, result, direction=direction, name=name, algorithm=name, unit=unit, year=year, earlier={2024: before})
    assert found.reason.endswith(f": {found.kind.label}")
    assert found.attained is None or isinstance(found.attained, Decimal)
    assert found.kind is not Kind.PARTIAL or len(parse(target, year).parts) > 1


NO_ITALIAN = st.text("bcdfghjklmnpqrstvwxyzBCDFG ßçñ漢字ا,;:!?'\"&@#_", max_size=40)
"""Without figures and vowels nothing is said by accident."""


@settings(max_examples=300, deadline=None)
@given(target=NO_ITALIAN, result=anything | typed)
def test_a_random_target_gives_no_verdict(target, result):
    assert not verdict(target, result, year=2025).is_judged


@settings(max_examples=300, deadline=None)
@given(target=typed | anything, result=NO_ITALIAN)
def test_a_random_result_gives_no_verdict(target, result):
    assert not verdict(target, result, year=2025).is_judged


@settings(max_examples=300, deadline=None)
@given(target=st.text(max_size=30), result=st.text(max_size=30))
def test_two_random_texts_are_judged_only_if_both_are_understood(target, result):
    if verdict(target, result, year=2025).is_judged:
        assert not parse(target, 2025).is_unclear
        assert not parse(result, 2025).is_unclear


FORMS = ["{}", "{} %", "{} €", "n. {}"]
UPWARDS = ["≥ {}", "almeno {}", "> {}", "non inferiore a {}"]
DOWNWARDS = ["≤ {}", "max {}", "< {}", "non superiore a {}", "non oltre {}"]


@settings(max_examples=300, deadline=None)
@given(goal=numbers, one=numbers, step=numbers.map(abs), form=st.sampled_from(FORMS[:2]), words=st.sampled_from(UPWARDS + DOWNWARDS))
def test_a_better_result_never_turns_yes_into_no(goal, one, step, form, words):
    better = one + step if words in UPWARDS else one - step
    first, then = (
        verdict(words.format(form.format(write_number(goal))), form.format(write_number(each)), year=2025).kind for each in (one, better)
    )
    assert not (first is Kind.YES and then is Kind.NO)


@settings(max_examples=300, deadline=None)
@given(goal=numbers, one=numbers, step=numbers.map(abs), direction=st.sampled_from([Direction.INCREASE, Direction.DECREASE]))
def test_nor_does_it_where_the_direction_is_the_indicators(goal, one, step, direction):
    better = one + step if direction is Direction.INCREASE else one - step
    first, then = (verdict(write_number(goal), write_number(each), direction=direction).kind for each in (one, better))
    assert not (first is Kind.YES and then is Kind.NO)


@settings(max_examples=300, deadline=None)
@given(goal=numbers, got=numbers, words=st.sampled_from(UPWARDS + DOWNWARDS))
def test_a_verdict_on_two_plain_numbers_is_arithmetic(goal, got, words):
    assume(goal not in range(2010, 2040))
    found = verdict(words.format(f"{goal:.2f}".replace(".", ",")), f"{got:.2f}".replace(".", ","))
    strict = words[0] in "<>"
    expected = (got > goal if strict else got >= goal) if words in UPWARDS else (got < goal if strict else got <= goal)
    assert not found.is_judged or found.kind is (Kind.YES if expected else Kind.NO)


@settings(max_examples=300, deadline=None)
@given(
    goal=numbers,
    got=numbers,
    name=st.sampled_from(["Incidenza oneri di funzionamento", "Tempi medi", "Giorni di ritardo", "N. reclami", "Errori rilevati"]),
)
def test_what_should_fall_is_never_judged_by_default(goal, got, name):
    assume(goal != got)
    found = verdict(f"{write_number(goal)} %", f"{write_number(got)} %", name=name)
    assert not found.is_judged


@settings(max_examples=300, deadline=None)
@given(days=st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 12, 31)))
def test_days_are_compared_as_days(days):
    found = verdict("Entro il 30/06/2025", days.strftime("%d.%m.%Y"), year=2025)
    assert found.kind is (Kind.YES if (days.year, days.month) <= (2025, 6) else Kind.NO)


DOUBTS = [
    "circa {}",
    "{} circa",
    "{} (stima)",
    "{} (dato provvisorio)",
    "{} (anno precedente)",
    "{} (n.d.)",
    "{} n.d.",
    "{}?",
    "forse {}",
    "{} da confermare",
    "{} in corso",
    "{} salvo verifica",
    "{} con riserva",
    "{} (autovalutazione)",
    "{} (I semestre)",
]
JUDGED = [
    ("≥ 90%", "95%"),
    ("≥ 90%", "85%"),
    ("10 eventi", "12 eventi"),
    ("≤ 30 giorni", "35 giorni"),
    ("≥ € 500.000", "€ 512.300"),
    ("tra 5 e 7", "6"),
    ("+10%", "+12%"),
    ("Entro il 30/06/2025", "15/06/2025"),
    ("Entro il 31/12/2025", "Approvato il 12/12/2025"),
    ("Approvazione del piano", "Piano approvato"),
    ("Sì", "Realizzato"),
]


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize(("target", "result"), JUDGED, ids=[f"{target}|{result}" for target, result in JUDGED])
def test_a_word_of_doubt_takes_the_verdict_away(target, result, doubt):
    assert verdict(target, result, year=2025).is_judged
    assert not verdict(target, doubt.format(result), year=2025).is_judged


@pytest.mark.parametrize(
    "target",
    ["circa {}", "{} (circa)", "{} se finanziato", "{} e relazione finale", "{} oppure 5", "{} (da rimodulare)", "{} nel triennio"],
)
def test_a_condition_of_the_target_takes_the_verdict_away(target):
    for goal, result in (("≥ 90%", "95%"), ("≥ 90%", "85%"), ("10 eventi", "12 eventi"), ("≤ 30 giorni", "35 giorni")):
        assert not verdict(target.format(goal), result, year=2025).is_judged
