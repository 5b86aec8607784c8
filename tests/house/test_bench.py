"""What takes longer than the tests does not rot meanwhile: it grows, verifies, counts, and finds what is wrong. No times here."""

import importlib
import re
import subprocess
from random import Random

import pytest
import sqlalchemy as sa

from bench import afterwards, drawing, grow, report, servers, works
from bench.clerks import DUTIES, Clerk, Diary, Save
from bench.client import Answer, Client
from bench.floor import chain
from bench.grown import Grown, Size
from bench.inside import Inside, queries_of
from bench.load import CAST
from bench.nouns import PASSWORD, ROLES_ON_BODY, email_of
from bench.places import environment
from bench.timing import Slice, Turns, ratio
from riskreg.audit.models import AuditEntry
from riskreg.audit.verification import verify
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.people.models import OrgUnit, User
from riskreg.reports.plan.contents import from_json
from riskreg.reports.plan.story import Table
from riskreg.reports.plan.telling import annex
from tests.house.sources import ROOT

TINY = 0.02
PARTS = sorted(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in (ROOT / "bench").rglob("[a-z]*.py"))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_loaded(part):
    importlib.import_module(part)


@pytest.mark.parametrize("path", sorted((ROOT / "bench").rglob("*.py")), ids=lambda path: path.name)
def test_no_part_is_longer_than_a_person_reads(path):
    assert len(path.read_text().splitlines()) <= 400


def test_the_floor_draws_the_same_cells_as_ours(tmp_path):
    """Else the ratio would compare a document with a piece of it."""
    contents = drawing.short(from_json((ROOT / "tests/data/plan_contents_1.json").read_text(encoding="utf-8")))
    words = []
    for side, draw in drawing.SIDES.items():
        path = tmp_path / f"{side}.pdf"
        path.write_bytes(draw(contents))
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True).stdout
        words.append(set(re.findall(r"\w{4,}", text)))
    ours, bare = words
    cells = {
        word
        for part in annex(contents).parts
        if isinstance(part, Table)
        for row in part.rows
        for cell in row
        for word in re.findall(r"\w{4,}", cell if isinstance(cell, str) else cell.words)
    }
    assert len(cells) > 50
    assert (cells - ours, cells - bare) == (set(), set())


@pytest.fixture
def grown(real_app) -> Grown:
    return grow.grow(TINY)


def test_what_is_grown_has_a_trail_that_verifies_and_rows_that_agree_with_it(grown):
    verdict = verify()
    assert verdict.broken is None
    assert verdict.count == Size.of(TINY).entries
    assert verdict.seals == 2, "the head and a daily seal"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == Size.of(TINY).users
    found = afterwards.findings([], entries_before=0)
    assert not [finding for finding in found if "nobody saved it" not in finding], (
        "entries follow each other, rows hold what the last one says"
    )


def test_the_same_seed_grows_the_same(grown):
    again = Grown(Size.of(TINY), Random(grow.SEED))  # noqa: S311  # no secret
    for noun in grow.NOUNS:
        noun(again)
    assert [fact for fact in again.facts if fact.tag != "user:account:created"] == [
        fact for fact in grown.facts if fact.tag != "user:account:created"
    ], "all but the salt of the password"


def test_nothing_grows_where_there_is_something(grown):
    with pytest.raises(SystemExit):
        grow.grow(TINY)


def test_nothing_grows_in_a_folder_that_holds_something(tmp_path):
    (tmp_path / "riskreg.sqlite3").touch()
    with pytest.raises(SystemExit):
        grow.grow_in(tmp_path)


def test_people_can_sign_in_and_every_work_is_answered_and_counted(real_app, grown):
    client = Inside(real_app)
    client.sign_in(email_of(1), PASSWORD)
    for work in works.WORKS:
        assert 0 < len(queries_of(client, work)) <= report.LIMITS[work.kind]["queries"], work.name


def test_the_floor_does_the_same_works(tmp_path):
    """In a process of its own, as always: riskreg watches every session and engine of its process."""
    grow.grow_in(tmp_path / "data", TINY)
    database = tmp_path / "data" / "riskreg.sqlite3"
    assert chain.verify(database) == Size.of(TINY).entries
    with servers.web_server(servers.FLOOR, environment(tmp_path) | {"BENCH_FLOOR": str(database)}, tmp_path / "log") as server:
        servers.first_answer(server, "/figures")
        client = Client(server.port)
        for work in works.WORKS:
            works.asking(work.floor, client, 0)()
        assert server.memory() > 2**20
        client.close()


def test_a_lost_save_a_save_twice_and_an_overwritten_one_are_found(real_app, grown):
    unit = db.session.get(OrgUnit, 30)
    promised = Save(unit.id, 77, "user:1")
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    assert any("not in the trail" in finding for finding in afterwards.findings([Diary(saves=[promised])], last))
    with writing():
        db.session.connection().execute(sa.text("UPDATE org_unit SET position = 5 WHERE id = 30"))
    assert any("does not hold" in finding for finding in afterwards.findings([], 0))


def test_a_job_that_never_ended_is_found(real_app, grown):
    assert any("job 999" in finding for finding in afterwards.findings([Diary(jobs=[999])], 0))


def test_everybody_has_something_to_do_and_an_account():
    assert set(CAST) <= DUTIES.keys()
    assert {role for role in CAST if role not in ("dirigente", "referente")} <= set(ROLES_ON_BODY)
    assert all(callable(duty) and duty.__qualname__.startswith(Clerk.__name__) for duties in DUTIES.values() for duty in duties)


def test_a_row_past_its_limit_does_not_hold():
    assert report.Row("a list", "list", ratios=(5.9, None), limit=6, queries=8, query_limit=8).holds()
    assert not report.Row("a list", "list", ratios=(5.9, 6.1), limit=6).holds()
    assert not report.Row("a list", "list", ratios=(1.0, 1.0), limit=6, queries=9, query_limit=8).holds()
    slow = report.Row("a list", "list", ratios=(7, None), processor=5, limit=6)
    assert (slow.verdict(others=0.0), slow.verdict(others=0.5)) == ("TOO SLOW", "ok by cpu")
    assert not report.Row("a list", "list", ratios=(7, None), processor=6.5, limit=6).holds(others=0.9)
    assert "TOO SLOW" in report.table([report.Row("a list", "list", ratios=(7, None), limit=6)])


def test_every_work_has_limits_and_the_ratio_is_taken_within_a_round():
    assert {work.kind for work in works.WORKS} <= report.LIMITS.keys()
    slow, quick = Turns([Slice(4, 1), Slice(40, 1)]), Turns([Slice(2, 1), Slice(20, 1)])
    assert ratio(slow, quick) == 2


def test_a_form_is_read_as_a_browser_would():
    page = Answer(
        200, b"", b'<input id="version" name="version" type="hidden" value="3"><input name="code" value="A1"><textarea>x</textarea>'
    )
    assert page.hidden == {"version": "3"}
    assert works.value_of(page.body, "code") == "A1"


def test_the_readme_shows_every_work():
    text = (ROOT / "bench" / "README.md").read_text()
    assert [work.name for work in works.WORKS if work.name not in text] == []
