"""Any file at all, sent by somebody who may: refused, or brought in whole; and brought in again it changes nothing.

The cells are drawn so that much of what comes out is nearly right: real codes and addresses beside invented ones, days in
every writing, empty cells, words where numbers should be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from riskreg.audit.models import AuditEntry
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken
from riskreg.domain.imports import ImportState, Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.imports import operations, queries
from riskreg.imports.models import ImportBatch
from riskreg.people.models import OrgUnit, RoleGrant, UnitEra, User
from riskreg.tables import kinds, mapping, reading
from riskreg.tables.columns import recognises
from riskreg.tables.writing import csv_bytes
from tests.tables.books import workbook

KNOWN, NEW, STRANGE = ["ENTE", "A1", "A1.1", "A2"], ["N1", "N2", "N3"], ["", " A1 ", "Z9", "n1", "x" * 41]
EMAILS, NOBODYS = ["uno@camera.example", "UNO@camera.example", "due@camera.example"], ["storta@", "", "x" * 250 + "@a.it"]
DAYS, NO_DAYS = ["01/06/2026", "2026-06-01", "1 giugno 2026", "01/07/2026"], ["01/01/2030", "32/13/2026", "ieri", ""]
WORDS, NO_WORDS = ["UO Gare", "Area Uno", "Ufficio «è»", "=1+1", "D'Angelo", "UO  Gare"], ["x" * 301, "", " ", "\u200b"]
CELLS: dict[str, dict[str, tuple[list[str], list[str]]]] = {
    "units": {
        "code": (KNOWN + NEW, STRANGE), "name": (WORDS, NO_WORDS), "kind": (["uo", "Unità organizzativa"], ["ente", "area", "boh", ""]),
        "parent_code": (["ENTE", "A1", "A2"], ["A1.1", "N1", "N2", *STRANGE]), "is_staff": (["sì", "no", ""], ["forse"]),
        "position": (["1", "10", "-3", ""], ["10,5", "dieci", "9" * 20]), "on": (DAYS, NO_DAYS), "act": (["Det. n. 1"], [""]),
    },
    "users": {
        "email": ([*EMAILS, "nuova@camera.example", "altra@camera.example"], NOBODYS), "family_name": (WORDS, NO_WORDS),
        "given_name": (WORDS, NO_WORDS), "job_title": ([*WORDS, ""], NO_WORDS),
    },
    "roles": {
        "email": (EMAILS[1:], ["nessuno@camera.example", *NOBODYS]), "role": (["referente", "Dirigente", "RPCT", "admin"], ["capo", ""]),
        "unit_code": (KNOWN, STRANGE), "from_on": (DAYS, NO_DAYS), "to_on": (["31/12/2026", "30/06/2027", ""], NO_DAYS),
        "act": (["Decreto n. 3", ""], ["x" * 301]),
    },
}  # fmt: skip
KEYS = {"units": "code", "users": "email", "roles": "email"}
ABOVE = {"ENTE": "", "A1": "ENTE", "A1.1": "A2", "A2": "ENTE"}


@st.composite
def files(draw: st.DrawFn, kind: str, *, is_strange: bool) -> bytes:
    """A file of that kind, its columns shuffled; a strange one with some left out, in some encoding, broken off, with cells that nobody should write."""
    names = draw(st.permutations(list(CELLS[kind])))
    if is_strange:
        names = [name for name in names if draw(st.integers(0, 9)) or name == KEYS[kind]]
    known = kinds.named(kind)
    assert known is not None
    heads = [draw(st.sampled_from([known.label_of(name), name, known.label_of(name).upper()])) for name in names] + ["Note"]
    keys = draw(st.lists(st.sampled_from(CELLS[kind][KEYS[kind]][0]), min_size=1, max_size=4, unique_by=str.casefold))
    table = [[*(_cell(draw, kind, name, key, is_strange=is_strange) for name in names), ""] for key in keys]
    match draw(st.integers(0, 6)):
        case 0 if is_strange:
            return csv_bytes(heads, table).decode("utf-8-sig").encode(draw(st.sampled_from(["cp1252", "utf-16", "mac_roman"])), "replace")
        case 1 | 2:
            content = workbook([heads, *table])
            return content[: draw(st.integers(0, len(content)))] if is_strange and draw(st.booleans()) else content
    return csv_bytes(heads, table)


def _cell(draw: st.DrawFn, kind: str, name: str, key: str, *, is_strange: bool) -> str:
    good, strange = CELLS[kind][name]
    if is_strange and draw(st.integers(0, 7)) == 0:
        return draw(st.sampled_from(strange + good))
    if name == KEYS[kind]:
        return key
    if name == "kind" and key in KNOWN:
        return ""
    if name == "parent_code" and key in KNOWN:
        return ABOVE[key]
    return draw(st.sampled_from(good))


@pytest.fixture
def body(make):
    area = make.unit(code="A1", name="Area Uno", kind=UnitKind.AREA)
    make.unit(code="A1.1", name="UO Gare", parent=area)
    make.unit(code="A2", name="Area Due", kind=UnitKind.AREA)
    for email in ("uno@camera.example", "due@camera.example"):
        make.grant(make.user(email=email), Role.DIRIGENTE, area)
    return make.person(Role.ADMIN)


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins from the same body, and from a session that remembers no row of the one before."""
    db.session.commit()
    connection = db.session.get_bind()
    assert isinstance(connection, Connection)
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.rollback()
        savepoint.rollback()
        db.session.expunge_all()


def everything() -> list[Any]:
    """All that an import could touch."""
    tables = (OrgUnit.__table__, UnitEra.__table__, User.__table__, RoleGrant.__table__)
    return [sorted(map(str, db.session.execute(select(table)))) for table in tables]


def sent(kind: str, content: bytes, by: Any) -> dict[Outcome, int] | None:
    """As the pages do it, step by step; None when the file itself was refused."""
    known, who = kinds.named(kind), {"by": by, "at": clock.now()}
    assert known is not None
    try:
        table = reading.read(content, recognises(known.columns))
    except RuleBroken:
        return None
    mapped = mapping.guessed(known.columns, table, {})
    if mapping.doubts(known.columns, table, mapped, {}):
        return None
    rows = mapping.rows(table, known.columns, mapped)
    before = everything()
    verdicts = operations.on_paper(known, rows, **who)
    assert everything() == before, "a preview changed something"
    with writing():
        batch_id = operations.receive(known, "x", content, table, **who).id
        preview = operations.keep_preview(queries.batch(batch_id), operations.drawn(known, table, mapped, rows, verdicts), **who)
    counts = queries.counts(batch_id)
    assert sum(counts.values()) == len(rows)
    try:
        with writing():
            operations.apply(queries.batch(batch_id), queries.rows(queries.batch(batch_id)), preview, **who)
    except RuleBroken as refused:
        check_refused(refused.message, counts)
        assert everything() == before, "half of it came in"
    else:
        assert not counts[Outcome.REFUSED]
        assert everything() != before
        assert db.session.get(ImportBatch, batch_id).state == ImportState.APPLIED
    return counts


def check_refused(sentence: str, counts: dict[Outcome, int]) -> None:
    """Not once the preview promised something and the import would not do it."""
    assert sentence in (operations.REFUSED_LEFT, operations.NOTHING_TO_DO)
    assert counts[Outcome.REFUSED] or not counts[Outcome.CREATED] + counts[Outcome.CHANGED]


@pytest.mark.parametrize("kind", CELLS)
def test_any_file_is_refused_or_brought_in_whole_and_again_changes_nothing(body, kind):
    came_in: dict[Outcome, int] = dict.fromkeys(Outcome, 0)

    def holds(content: bytes) -> None:
        with undone():
            counts = sent(kind, content, body)
            if counts is None:
                return
            if counts[Outcome.REFUSED]:
                came_in[Outcome.REFUSED] += 1
                return
            for outcome, count in counts.items():
                came_in[outcome] += count
            entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
            again = sent(kind, content, body)
            assert again is not None
            assert again[Outcome.UNCHANGED] == sum(counts.values()), "brought in again it would change something"
            assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries + 1, "only that it was received"

    for is_strange in (False, True):
        settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))(
            given(files(kind, is_strange=is_strange))(holds)
        )()
    tried = (Outcome.CREATED, Outcome.CHANGED, Outcome.REFUSED) if kind != "roles" else (Outcome.CREATED, Outcome.REFUSED)
    assert all(came_in[outcome] for outcome in tried), f"the files drawn must try something: {came_in}"


def test_the_command_line_is_nobody_and_may(body):
    assert sent("units", csv_bytes(["Codice", "Ordine"], [["A1", "99"]]), COMMAND_LINE)
