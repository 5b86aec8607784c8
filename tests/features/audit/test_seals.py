"""Seals: the head of the chain outside the database, once a day for certain, and again at every commit."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from riskreg.audit import operations, seals
from riskreg.audit.models import AuditEntry
from riskreg.core import clock
from riskreg.core.transactions import writing
from tests.cli.command import riskreg
from tests.core.loglines import recorded
from tests.features.audit import chain

MIDNIGHT_IN_ROME = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)


@pytest.fixture
def folder(real_app) -> Path:
    chain.write_chain()
    return real_app.extensions["riskreg.settings"].folder


def kept_head(folder: Path) -> dict:
    return json.loads((folder / "trail-head.json").read_text())


def kept_seals(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "trail-seals.jsonl").read_text().splitlines()]


def test_the_head_follows_every_commit(folder):
    assert kept_head(folder) == {"count": 8, "hash": chain.head_hash(), "at": ""}
    with writing():
        chain.note(9)
    assert kept_head(folder) == {"count": 9, "hash": chain.head_hash(), "at": ""}


def test_a_commit_that_arrives_late_does_not_turn_the_head_back(folder):
    before = kept_head(folder)
    seals.keep_head(5, "ab" * 32)
    assert kept_head(folder) == before


def test_what_is_rolled_back_moves_no_head(folder):
    before = kept_head(folder)
    chain.db.session.rollback()
    with pytest.raises(LookupError):
        write_and_fail()
    assert kept_head(folder) == before


def write_and_fail() -> None:
    with writing():
        chain.note(9)
        raise LookupError


def test_a_seal_is_a_line_in_the_file_and_the_same_in_the_log(folder):
    with recorded() as log:
        made = operations.seal_now(clock.now())
    assert kept_seals(folder)[-1] == {"count": 8, "hash": chain.head_hash(), "at": "2026-11-21T09:30:00.000000Z"}
    (line,) = log.lines
    assert (line["message"], line["count"], line["hash"]) == ("trail sealed", made.count, made.hash)


def test_the_day_is_sealed_once_and_days_are_those_of_rome(folder):
    assert operations.seal_daily(MIDNIGHT_IN_ROME - timedelta(seconds=1)) is None
    assert operations.seal_daily(MIDNIGHT_IN_ROME).count == 8
    assert operations.seal_daily(MIDNIGHT_IN_ROME + timedelta(hours=23)) is None
    assert len(kept_seals(folder)) == 2


def test_an_empty_chain_has_nothing_to_seal(real_app):
    assert operations.seal_now(clock.now()) is None
    assert riskreg(real_app, "trail", "seal").out == "Il registro è vuoto: non c'è nulla da sigillare.\n"


def test_whoever_sits_at_the_machine_can_seal_at_any_moment(real_app, folder):
    assert riskreg(real_app, "trail", "seal").out == "Sigillo apposto su 8 registrazioni.\n"
    assert kept_seals(folder)[-1]["count"] == 8


def test_a_line_broken_off_by_a_power_cut_neither_stops_riskreg_nor_swallows_the_next_seal(folder):
    with (folder / "trail-seals.jsonl").open("a") as file:
        file.write('{"count": 8, "ha')
    assert seals.last_daily().count == chain.SEALED_AT
    operations.seal_now(chain.ANOTHER_MOMENT)
    assert seals.last_daily().count == 8
    assert json.loads((folder / "trail-seals.jsonl").read_text().splitlines()[-1])["count"] == 8


def test_a_head_spoiled_by_a_power_cut_is_made_again_by_the_next_commit(folder):
    (folder / "trail-head.json").write_text("")
    with writing():
        chain.note(9)
    assert kept_head(folder)["count"] == 9


def test_a_change_that_is_committed_is_not_called_refused_because_the_head_could_not_be_kept(real_app, folder, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(seals, "keep_head", full)
    with recorded() as log, writing():
        chain.note(9)
    assert chain.db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) == 9
    assert [(line["level"], line["count"]) for line in log.lines] == [("ERROR", 9)]


def test_a_seal_of_no_day_stops_neither_the_next_seal_nor_the_page(folder):
    with (folder / "trail-seals.jsonl").open("a") as file:
        file.write('{"count": 8, "hash": "ab", "at": "domani"}\n')
    assert seals.last_daily().count == chain.SEALED_AT
    assert operations.seal_daily(chain.ANOTHER_MOMENT).count == 8


@pytest.mark.parametrize("emptied", [False, True], ids=["the head is gone", "head and entries are gone"])
def test_witnesses_taken_away_are_a_finding(real_app, folder, emptied):
    (folder / "trail-head.json").unlink()
    if emptied:
        (folder / "trail-seals.jsonl").unlink()
        chain.behind_the_back(chain.remove_rows(*range(1, 9)))
    told = riskreg(real_app, "trail", "verify")
    assert told.code == 1
    assert ("è vuota" if emptied else "trail-head.json") in told.out
