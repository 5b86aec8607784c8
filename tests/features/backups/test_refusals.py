"""What is damaged, newer, forged or in the way is refused with a sentence, and leaves nothing half done."""

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from riskreg.audit import operations as audit
from riskreg.audit.models import AuditEntry
from riskreg.audit.verification import verify
from riskreg.backups import catalogue, manifest, restoring
from riskreg.core import clock
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people.operations import figures
from tests.cli.command import Outcome
from tests.features.audit import chain
from tests.features.backups.places import change_member, repack, settings_of
from tests.features.backups.refusing import must_be_empty, refused, run
from tests.migrations.empty import everything_in, names_in

FIGURES = "tables/figure.jsonl"
Members = dict[str, bytes]


def test_a_row_that_refers_to_nothing_is_refused(copy, empty):
    def orphan(members: Members) -> None:
        content = members["tables/role_grant.jsonl"].decode()
        row = json.loads(content)
        columns = [
            name for name, _kind in next(t for t in json.loads(members[manifest.NAME])["tables"] if t["table"] == "role_grant")["columns"]
        ]
        row[columns.index("user_id")] = 999
        change_member(members, "tables/role_grant.jsonl", (json.dumps(row) + "\n").encode())

    refused(empty, repack(copy, orphan))


@pytest.mark.one_database
def test_a_folder_is_checked_like_a_file(source, empty, tmp_path):
    folder = tmp_path / "tutto"
    assert run(source, "export", "all", str(folder)).code == 0
    for spoil, words in (
        (lambda: (folder / FIGURES).write_bytes(b""), "non è quello che è stato scritto"),
        ((folder / FIGURES).unlink, "manca tables/figure.jsonl"),
        (lambda: link_instead(folder / FIGURES), "non è un file"),
        (lambda: (folder / "altro").write_text("x"), "altro"),
        ((folder / manifest.NAME).unlink, "manca manifest.json"),
    ):
        kept = tmp_path / "tenuta"
        shutil.copytree(folder, kept)
        spoil()
        told = run(empty, "import", "all", str(folder))
        assert (told.code, told.out) == (1, "")
        assert words in told.err
        must_be_empty(empty)
        shutil.rmtree(folder)
        kept.rename(folder)
    assert run(empty, "import", "all", str(folder)).code == 0


def link_instead(path: Path) -> None:
    """To a file of the very same contents, elsewhere on the machine."""
    path.rename(path.parents[2] / "altrove")
    path.symlink_to(path.parents[2] / "altrove")


# What is in the way


@pytest.mark.one_database
def test_a_copy_overwrites_nothing(source, copy, tmp_path):
    before = copy.read_bytes()
    told = run(source, "backup", str(copy))
    assert told.code == 1
    assert "esiste già" in told.err
    assert copy.read_bytes() == before
    full = tmp_path / "piena"
    full.mkdir()
    (full / "x").write_text("x")
    assert "esiste già" in run(source, "export", "all", str(full)).err
    assert [path.name for path in full.iterdir()] == ["x"]


@pytest.mark.one_database
@pytest.mark.parametrize("where", ["manca/copia.zip", "file/copia.zip"])
def test_a_place_that_cannot_be_written_is_said(source, tmp_path, where):
    (tmp_path / "file").write_text("x")
    for arguments in (("backup", str(tmp_path / where)), ("export", "all", str(tmp_path / where))):
        told = run(source, *arguments)
        assert told.code == 1
        assert "non si può scrivere" in told.err


@pytest.mark.one_database
def test_a_copy_that_is_not_there_is_said(empty, tmp_path):
    for arguments in (("restore",), ("backup", "--check"), ("import", "all")):
        told = run(empty, *arguments, str(tmp_path / "niente.zip"))
        assert told.code == 1
        assert "niente.zip" in told.err


def test_over_an_installation_nothing_is_restored(source, copy):
    before = everything_in(settings_of(source).database_url)
    told = run(source, "restore", str(copy))
    assert told.code == 1
    assert "RISKREG_VAR" in told.err
    assert everything_in(settings_of(source).database_url) == before


def test_over_rows_nothing_is_restored(copy, new_place, database):
    """Even where the data folder is another's."""
    app = new_place(database)
    with app.app_context():
        restoring.schema.upgrade()
        with writing():
            audit.start_chain(by=COMMAND_LINE, at=clock.now())
    (settings_of(app).folder / "trail-head.json").unlink()
    before = everything_in(settings_of(app).database_url)
    told = run(app, "restore", str(copy))
    assert told.code == 1
    assert "audit_entry" in told.err
    assert everything_in(settings_of(app).database_url) == before


def test_tables_without_rows_are_no_hindrance(copy, empty):
    with empty.app_context():
        restoring.schema.upgrade("0002")
    assert run(empty, "restore", str(copy)).code == 0


def test_somebody_elses_tables_are_a_hindrance_even_empty(copy, empty):
    with empty.app_context(), db.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(sa.text("CREATE TABLE altrui (id INTEGER)"))
        connection.commit()
    told = run(empty, "restore", str(copy))
    assert told.code == 1
    assert "altrui" in told.err


@pytest.mark.one_database
def test_the_seals_of_another_installation_are_never_covered_up(copy, empty):
    """They may be the witnesses of what somebody took away from a database that is now 'restored'."""
    folder = settings_of(empty).folder
    folder.mkdir(exist_ok=True)
    (folder / "trail-seals.jsonl").write_text('{"count": 999, "hash": "ab", "at": "2026-11-21T09:30:00.000000Z"}\n')
    told = run(empty, "restore", str(copy))
    assert told.code == 1
    assert "trail-seals.jsonl" in told.err
    assert names_in(settings_of(empty).database_url) == set()


# What the source holds


def planted(app, statement: str) -> Outcome:
    with app.app_context(), db.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(sa.text(statement))
        connection.commit()
    return run(app, "backup", str(settings_of(app).folder.parent / "strana.zip"))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TABLE appunti (id INTEGER PRIMARY KEY, testo TEXT)", "appunti"),
        ("CREATE TABLE misure (id INTEGER PRIMARY KEY, peso FLOAT)", "misure.peso"),
        ("ALTER TABLE figure ADD COLUMN peso FLOAT", "figure.peso"),
        ("UPDATE alembic_version SET version_num = '9999'", "più recente"),
        ("DELETE FROM alembic_version", "non ha righe"),
    ],
    ids=["a table that riskreg does not know", "of a type that it cannot carry", "a column of such a type", "newer", "no version"],
)
def test_what_could_not_be_brought_back_is_not_copied_in_silence(source, tmp_path, statement, words):
    told = planted(source, statement)
    assert (told.code, told.out) == (1, "")
    assert words in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["origine"], "nothing is left of the attempt"


@pytest.mark.one_database
def test_a_table_that_is_gone_is_missed(source):
    assert "sign_in_session" in planted(source, "DROP TABLE sign_in_session").err


@pytest.mark.parametrize("column", ["opened_on = 'ieri'", "position = 'x'", "name = x'ff00'"])
def test_a_value_that_sqlite_let_in_and_nobody_can_read_is_named(new_body, column):
    told = planted(new_body("sqlite"), f"UPDATE org_unit SET {column}")  # noqa: S608  # the test's own words
    assert told.code == 1
    assert "org_unit" in told.err


# A chain that does not hold


def altered(app) -> None:
    with app.app_context():
        chain.behind_the_back(chain.change_row(3, diff="{}"))


@pytest.mark.one_database
def test_a_chain_that_was_altered_is_copied_and_said_but_restored_only_on_purpose(source, empty, tmp_path):
    altered(source)
    path = tmp_path / "alterata.zip"
    told = run(source, "backup", str(path))
    assert told.code == 1
    assert "registrazione n. 3" in told.err
    assert path.exists(), "a copy of what is left is better than none"
    assert "--accept-broken" in refused(empty, path, "registrazione n. 3")
    assert run(empty, "restore", "--accept-broken", str(path)).code == 0
    with empty.app_context():
        assert verify().broken.number == 3, "nothing is laundered by a restore"


@pytest.mark.one_database
def test_a_tail_that_was_cut_before_the_copy_still_shows_after_it(source, empty, tmp_path):
    """The witnesses travel as they stood, also where the chain of the copy is shorter than they say."""
    with source.app_context():
        last = verify().count
        with writing():
            figures.add_figure(code="ultima", name="x", by=COMMAND_LINE, at=clock.now())
        chain.behind_the_back(chain.remove_rows(last + 1))
    path = tmp_path / "tagliata.zip"
    assert "Mancano le ultime registrazioni" in run(source, "backup", str(path)).err
    refused(empty, path, "Mancano le ultime registrazioni")
    assert run(empty, "restore", "--accept-broken", str(path)).code == 0
    with empty.app_context():
        assert "Mancano le ultime registrazioni" in verify().broken.sentence


def test_a_personal_value_that_was_altered_is_found_once_it_is_loaded_and_all_is_undone(source, empty, tmp_path):
    with source.app_context():
        chain.behind_the_back(lambda connection: connection.execute(sa.update(chain.PERSONAL).values(value='"altro"')))
    path = tmp_path / "altro.zip"
    assert run(source, "backup", str(path)).code == 0
    refused(empty, path, "dato personale")


# Broken off


def break_at(monkeypatch: pytest.MonkeyPatch, where: object, name: str, after: int) -> None:
    real, calls = getattr(where, name), []

    def once_too_often(*args: object, **more: object) -> object:
        calls.append(1)
        if len(calls) > after:
            raise OSError(28, "No space left on device")
        return real(*args, **more)

    monkeypatch.setattr(where, name, once_too_often)


@pytest.mark.parametrize(
    ("where", "name", "after"),
    [(restoring, "_load_table", 0), (restoring, "_load_table", 6), (catalogue, "continue_after", 0), (restoring, "_put_in_place", 0)],
    ids=["before the first table", "in the middle", "after the last", "before the files"],
)
def test_a_restore_that_breaks_off_leaves_an_empty_place(copy, empty, monkeypatch, where, name, after):
    break_at(monkeypatch, where, name, after)
    with empty.app_context(), pytest.raises(OSError, match="space"):
        restoring.restore(copy, settings_of(empty).folder, accept_broken=False, at=clock.now())
    with empty.app_context():
        db.session.remove()
    must_be_empty(empty)
    monkeypatch.undo()
    assert run(empty, "restore", str(copy)).code == 0


def test_a_commit_that_fails_takes_the_files_away_again(copy, empty, monkeypatch):
    monkeypatch.setattr(type(db.session()), "commit", lambda _session: (_ for _ in ()).throw(OSError("gone")))
    with empty.app_context(), pytest.raises(OSError, match="gone"):
        restoring.restore(copy, settings_of(empty).folder, accept_broken=False, at=clock.now())
    monkeypatch.undo()
    with empty.app_context():
        db.session.remove()
    must_be_empty(empty)


def test_what_a_killed_restore_left_behind_is_taken_over_by_the_next(copy, empty):
    """The files were in place and the power went before the commit: the same copy finds its own files."""
    folder = settings_of(empty).folder
    assert run(empty, "restore", str(copy)).code == 0
    with empty.app_context():
        restoring.schema.downgrade("base")
    (folder / ".ripristino" / "x").mkdir(parents=True)
    assert run(empty, "restore", str(copy)).code == 0
    assert not (folder / ".ripristino").exists()


@pytest.mark.one_database
def test_the_first_entry_of_a_chain_is_asked_for(new_place, database, tmp_path):
    app = new_place(database)
    with app.app_context():
        restoring.schema.upgrade()
        assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 0
    told = run(app, "backup", str(tmp_path / "mai-avviata.zip"))
    assert told.code == 1
    assert "catena è vuota" in told.err
