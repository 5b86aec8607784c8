"""Both databases find what the rule on paper finds, in the same order, for anything that people write or type."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from riskreg.core.extensions import db
from riskreg.domain import searching
from riskreg.domain.italian import sort_key
from riskreg.search import operations as search
from riskreg.search import queries
from riskreg.search.operations import Entry

KINDS = ("process", "risk_event")
ALL = dict.fromkeys(KINDS)

CODES = st.sampled_from(["", "B.08", "B.8", "A2.2", "A2.10", "a2", "P-12bis", "1e5", "0x1f", "É.1"])
WRITTEN = (
    *("firma", "Firma", "FIRME", "digitale", "dell'albo", "dell’Àrea", "area", "Qualità", "perché", "po'", "art.12-bis", "12bis", "1e5"),
    *("1e5bis", "1.5", "-3", "2²", "½", "e-mail", "a@b.it", "www.ente.it/gare", "x_y", "100%", "<b>", "&amp;", "gare/appalti"),
    *("ПРОЦЕСС", "процессы", "監査", "ŁÓDŹ", "straße", "😀", "z" * 70, "zz000431", "00012", "1e-7", "0x1F", "NULL", "\u0130stanza"),
)
LINES = st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=5).map(" ".join)
TEXTS = st.one_of(LINES, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
HOSTILE = st.sampled_from(
    ['" OR *', "a* AND b", "NEAR(a b)", "title:firma", "firma OR 'x", "'; DROP TABLE x", "%", "_", "\\", "&|!():*", "\0firma"]
)
TYPED = st.one_of(CODES, LINES, st.sampled_from(WRITTEN).map(lambda word: word[:3]), HOSTILE, st.text(max_size=20))
THINGS = st.lists(st.tuples(st.sampled_from(KINDS), CODES, TEXTS, TEXTS), min_size=1, max_size=6)


def keep(things):
    search.index_many(
        Entry(f"{kind}:{number}", kind, code, title, text, None, number) for number, (kind, code, title, text) in enumerate(things)
    )
    return db.session.connection().exec_driver_sql("SELECT min(id) FROM search_entry").scalar()


def on_paper(things, asked):
    """By kind, as `domain.searching` has it."""
    found = {}
    for number, (kind, code, title, text) in enumerate(things):
        if searching.is_hit(asked, searching.entry_words(code, title, text)):
            place = searching.place(asked, searching.code_key(code), searching.title_key(title))
            found.setdefault(kind, []).append((place, sort_key(title), number))
    return {kind: [f"{kind}:{number}" for *_order, number in sorted(some)] for kind, some in found.items()}


def found(asked, reach=ALL, each=50):
    counts = queries.counts(asked, reach)
    return {kind: [hit.subject for hit in some] for kind, some in queries.first_hits(asked, reach, counts, each=each).items()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=THINGS, typed=TYPED)
@example(things=[("process", "1e5", "1e5bis", "")], typed="bis")
@example(things=[("process", "", "z" * 70, "")], typed="z" * 69)
@example(things=[("process", "É.1", "dell\u02bcarea", "")], typed="area")
def test_what_is_found_and_in_which_order_is_the_rule_of_the_domain(app, things, typed):
    savepoint = db.session.begin_nested()
    try:
        keep(things)
        asked = searching.question(typed)
        assert found(asked) == on_paper(things, asked)
        for kind, subjects in on_paper(things, asked).items():
            page = queries.hits(asked, ALL, kind, of=len(subjects), limit=2, offset=1)
            assert [hit.subject for hit in page] == subjects[1:3]
    finally:
        savepoint.rollback()


CHAMBER = [
    ("process", "B.08", "Rilascio dei dispositivi di firma digitale", "Identificazione dell'utente allo sportello."),
    ("process", "B.18", "Firma dei contratti d'appalto", "La stipula avviene in forma pubblica."),
    ("process", "A2.2", "Tenuta dell'Albo camerale", "Pubblicità legale, affissione, qualità degli atti."),
    ("risk_event", "", "Rilascio senza identificazione", "Il dispositivo di firma è consegnato a chi non ne ha titolo."),
]


@pytest.mark.parametrize(
    ("typed", "subjects"),
    [
        ("B.08", {"process:0"}),
        ("b08", {"process:0"}),
        ("B 08", {"process:0"}),
        ("A2", {"process:2"}),
        ("2.2", {"process:2"}),
        ("b.", {"process:0", "process:1"}),
        ("QUALITA", {"process:2"}),
        ("pubblicità", {"process:2"}),
        ("l'albo", {"process:2"}),
        ("albo dell’", {"process:2"}),
        ("appalto", {"process:1"}),
        ("firm", {"process:0", "process:1", "risk_event:3"}),
        ("firma sportello", {"process:0"}),
        ("irma", set()),
        ("", set()),
        ("…", set()),
    ],
)
def test_what_people_type_finds_what_they_mean(app, typed, subjects):
    keep(CHAMBER)
    assert {subject for some in found(searching.question(typed)).values() for subject in some} == subjects


def test_the_code_that_was_typed_comes_first_then_titles_that_begin_so_then_titles_then_texts(app):
    keep([*CHAMBER, ("process", "", "Contratti", "Firma"), ("process", "Firma", "Zeta", "")])
    assert found(searching.question("firma"))["process"] == ["process:5", "process:1", "process:0", "process:4"]


def test_a_thing_that_changes_is_found_by_its_new_words_and_no_more_by_the_old(app):
    keep(CHAMBER)
    search.index_many([Entry("process:0", "process", "B.08", "Carte tachigrafiche", "", None, 0)])
    assert found(searching.question("digitale")) == {}
    assert found(searching.question("tachigrafiche")) == {"process": ["process:0"]}
    search.forget("process:0")
    assert found(searching.question("tachigrafiche")) == {}


def test_only_what_is_of_the_units_in_reach_is_found(app, make):
    ours, theirs = make.unit(), make.unit()
    db.session.flush()
    for number, unit_id in enumerate((ours.id, theirs.id, None)):
        search.index_many([Entry(f"process:{number}", "process", "", "Gara", "", unit_id, number)])
    asked = searching.question("gara")
    assert found(asked, {"process": frozenset({ours.id})}) == {"process": ["process:0", "process:2"]}
    assert found(asked, {"process": frozenset()}) == {"process": ["process:2"]}
    assert found(asked, {"process": None})["process"] == ["process:0", "process:1", "process:2"]
    assert found(asked, {"risk_event": None}) == {}
    assert queries.counts(asked, {"process": frozenset({theirs.id})}) == {"process": 2}


def test_of_too_many_the_very_code_still_comes_first(app, monkeypatch):
    monkeypatch.setattr(queries, "TOO_MANY", 2)
    keep([("process", "", "Gara seconda", ""), ("process", "", "Altro", "gara"), ("process", "GARA", "Zeta", "")])
    asked = searching.question("gara")
    assert found(asked)["process"] == ["process:2", "process:1", "process:0"]
    assert found(asked, each=2)["process"] == ["process:2", "process:1"]
