"""The server killed with -9 while owners fill in their sheets and attach files: what was answered as kept is there, and nothing by halves."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from riskreg import create_app
from riskreg.assessments import operations
from riskreg.assessments import queries as assessments
from riskreg.audit.verification import verify
from riskreg.campaigns import queries as campaigns
from riskreg.core import clock, storage
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.evidence import queries as evidence
from riskreg.evidence.models import EvidenceLink, EvidenceVersion
from riskreg.people import seeding
from tests.databases import Copies
from tests.faults.server import GONE, Browser, Served, eventually, served

pytestmark = pytest.mark.faults

PEOPLE, ENOUGH_KEPT = 4, 40
WRITTEN, MEASURE = "opacita", 1
HALF_A_MEGABYTE = 2**19


@pytest.fixture
def demo(copies: Copies, tmp_path: Path) -> Iterator[Served]:
    with copies.one() as url:
        env = {"RISKREG_ENV": "demo", "DATABASE_URL": url, "RISKREG_VAR": str(tmp_path), "RISKREG_LOG_LEVEL": "ERROR"}
        with served(env, tmp_path) as here:
            made = here.riskreg("setup", "--demo")
            assert made.returncode == 0, made.stderr
            here.start()
            yield here


class Owner(threading.Thread):
    """Somebody who gives one thing after the other to be kept, and remembers which were answered as kept."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(name=f"owner{number}")
        self.number = number
        self.browser = Browser(port)
        self.browser.sign_in("compliance@camera.example", seeding.DEMO_PASSWORD)
        self.asked: list[str] = []
        self.kept: list[str] = []

    def run(self) -> None:
        while True:
            self.asked.append(f"{self.name} {len(self.asked)}.")
            try:
                self.give(self.asked[-1])
            except GONE:
                return
            self.kept.append(self.asked[-1])

    def give(self, words: str) -> None:
        raise NotImplementedError


class Answering(Owner):
    """In a sheet of their own, through the address that the form saves to as one goes."""

    def __init__(self, port: int, number: int, assessment_id: int) -> None:
        super().__init__(port, number)
        self.assessment_id = assessment_id
        self.browser.open(self.page)
        self.version = 1

    @property
    def page(self) -> str:
        return f"/valutazioni/{self.assessment_id}/risposte"

    def give(self, words: str) -> None:
        form = {
            "version": str(self.version),
            "seen": "{}",
            "started": "0",
            f"answer_{WRITTEN}": str(1 + len(self.asked) % 5),
            f"because_{WRITTEN}": words,
        }
        status, _kind, text = self.browser.open(f"{self.page}/salva", form)
        assert status == 200, f"{words} was answered with {status}: {text[:200]}"
        self.version = json.loads(text)["version"]


class Attaching(Owner):
    def give(self, words: str) -> None:
        content = b"%PDF-1.4\n" + os.urandom(HALF_A_MEGABYTE) + b"\n%%EOF\n"
        status, _kind, text = self.browser.upload(f"/prove/di/misura/{MEASURE}/nuova", f"{words}pdf", content, {"note": words})
        assert status == 302, f"{words} was answered with {status}: {text[:200]}"


def inside(here: Served):
    return create_app({name: value for name, value in here.env.items() if name.startswith(("RISKREG", "DATABASE"))}).app_context()


def until_killed(here: Served, owners: list[Owner]) -> None:
    for owner in owners:
        owner.start()
    eventually(lambda: sum(len(owner.kept) for owner in owners) >= ENOUGH_KEPT and all(owner.kept for owner in owners), "enough of it kept")
    here.kill_server()
    for owner in owners:
        owner.join()
    assert here.ended() != 0


def contents(here: Served) -> list[Path]:
    return [path for path in (here.folder / storage.FOLDER).rglob("*") if path.is_file()]


def nights_pass(here: Served) -> None:
    """What is younger than a day may be about to get its row: let it be older."""
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    for path in contents(here):
        os.utime(path, (two_days_ago, two_days_ago))


def blank_sheets(here: Served) -> list[int]:
    """Of processes that nobody had begun, begun now."""
    with inside(here):
        one = campaigns.of_year(2027)
        assert one is not None
        with writing():
            rows = [row for row in campaigns.unsent(db.session.merge(one)) if campaigns.assessment_of(row) is None][:PEOPLE]
            made = [operations.open_assessment(row.process, 2027, by=COMMAND_LINE, at=clock.now()) for row in rows]
            db.session.flush()
            found = [each.id for each in made]
        db.session.remove()
        db.engine.dispose()
    return found


def test_every_answer_that_was_said_to_be_kept_is_there(demo):
    owners = [Answering(demo.port, number, sheet) for number, sheet in enumerate(blank_sheets(demo))]
    assert len(owners) == PEOPLE
    until_killed(demo, owners)
    with inside(demo):
        for owner in owners:
            one = assessments.assessment(owner.assessment_id)
            (answer,) = [each for each in one.scores[0].answers if each.criterion == WRITTEN]
            assert answer.because in owner.asked[len(owner.kept) - 1 :], "the last that was kept, or the one that nobody was told of"
            assert one.version - owner.version in (0, 1), "each save is one version: none is lost, none is doubled"
        assert verify().broken is None
        db.session.remove()
        db.engine.dispose()
    demo.start()
    status, _kind, text = owners[0].browser.open(owners[0].page)
    assert status == 200
    assert any(words in text for words in owners[0].asked[len(owners[0].kept) - 1 :]), "and the form shows it"


def test_an_upload_that_was_cut_leaves_no_row_without_its_file_and_no_half_file(demo):
    with inside(demo):
        before = len(db.session.scalars(select(EvidenceVersion.id)).all())
        db.session.remove()
        db.engine.dispose()
    owners: list[Owner] = [Attaching(demo.port, number) for number in range(PEOPLE)]
    for owner in owners:
        owner.browser.open(f"/prove/di/misura/{MEASURE}/nuova")
    until_killed(demo, owners)
    with inside(demo):
        versions = list(db.session.scalars(select(EvidenceVersion)))
        named = {version.name for version in versions if version.name.startswith("owner")}
        asked = {f"{words}pdf" for owner in owners for words in owner.asked}
        kept = {f"{words}pdf" for owner in owners for words in owner.kept}
        assert len(versions) == before + len(named)
        linked = set(db.session.scalars(select(EvidenceLink.evidence_id)))
        assert {version.evidence_id for version in versions} <= linked, "evidence of nothing"
        assert verify().broken is None
        nights_pass(demo)
        with writing():
            storage.drop_all_but(evidence.hashes())
        storage.drop_parts()
        db.session.remove()
        db.engine.dispose()
    assert kept <= named <= asked
    assert [path.name for path in contents(demo) if path.suffix] == [], "no half file"
    checked = demo.riskreg("evidence", "verify", "--json")
    assert checked.returncode == 0, checked.stdout
    told = json.loads(checked.stdout)
    assert (told["wrong"], told["unnamed"]) == ([], 0)
