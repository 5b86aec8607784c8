"""What was copied comes back: row by row, from either database to either, with the chain, the numbers and the files."""

import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from riskreg import create_app
from riskreg.audit.verification import verify
from riskreg.backups import checking
from riskreg.core import data_folder, schema
from riskreg.core.base import Base
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.searching import question
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.models import Figure, OrgUnit, SignInSession
from riskreg.plans.models import EditionMeasure, EditionObjective, EditionOwner, EditionSection, ObjectiveMeasure
from riskreg.search import queries as searches
from tests.cli.command import in_environment, riskreg
from tests.conftest import DATABASES
from tests.databases import environment
from tests.factories import PASSWORD, Factory
from tests.features.backups.places import fill_every_table, found_a_body, settings_of
from tests.migrations.empty import columns_of, everything_in
from tests.migrations.test_migrations import REVISIONS
from tests.page import Client

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def url(app) -> str:
    return settings_of(app).database_url


def done(app, *arguments: str):
    with app.app_context():
        told = riskreg(app, *arguments)
    assert (told.code, told.err) == (0, ""), told
    return told


def fingerprints(path: Path) -> dict[str, tuple[str, int]]:
    """Each table's hash and count, and the last numbers given."""
    contents = checking.check(path).contents
    return {table.table: (table.sha256, table.rows) for table in contents.tables} | {"": (str(contents.last_ids), 0)}


@pytest.mark.parametrize("target", DATABASES)
@pytest.mark.parametrize("origin", DATABASES)
def test_every_table_comes_back_as_it_was(new_place, tmp_path, origin, target):
    one = new_place(origin)
    fill_every_table()
    assert riskreg(one, "backup", str(tmp_path / "uno.zip")).code == 1, "the chain of these rows is a false one, and is said so"
    two = new_place(target)
    assert riskreg(two, "restore", str(tmp_path / "uno.zip"), "--accept-broken").code == 0
    riskreg(two, "backup", str(tmp_path / "due.zip"))
    copied = fingerprints(tmp_path / "uno.zip")
    assert copied == fingerprints(tmp_path / "due.zip")
    empty = [name for name, (_hash, rows) in copied.items() if name and not rows]
    assert not empty, "a table without a row shows nothing: give it some in tests/migrations/rows.py"
    assert set(Base.metadata.tables) == {name for name in copied if name}
    if origin == target:
        assert everything_in(url(one)) == everything_in(url(two))


@pytest.mark.parametrize("origin", DATABASES)
def test_what_could_be_found_before_is_found_after_on_the_other_database(new_body, new_place, tmp_path, origin):
    """The index of words is each database's own: it is made of the rows as they come in, and follows them from there on."""
    one = new_body(origin)
    asked, reach = question("a1"), {"unit": None}

    def found() -> list[str]:
        return [hit.title for hit in searches.hits(asked, reach, "unit", of=searches.counts(asked, reach).get("unit", 0), limit=50)]

    before = found()
    assert before == ["Area «à» \U0001f600"]
    done(one, "backup", str(tmp_path / "copia.zip"))
    two = new_place(OTHER[origin])
    done(two, "restore", str(tmp_path / "copia.zip"))
    assert found() == before
    with writing():
        Factory().unit(code="A1.9", name="Area Nuova", kind=UnitKind.AREA)
    assert found() == [*before, "Area Nuova"]


def test_there_and_back_again_every_row_is_the_same(new_body, new_place, tmp_path):
    """SQLite, PostgreSQL, SQLite, as folders of text."""
    first = new_body("sqlite")
    second, third = new_place("postgresql"), new_place("sqlite")
    done(first, "export", "all", str(tmp_path / "uno"))
    done(second, "import", "all", str(tmp_path / "uno"))
    done(second, "export", "all", str(tmp_path / "due"))
    done(third, "import", "all", str(tmp_path / "due"))
    assert everything_in(url(first)) == everything_in(url(third))
    for name in [path.relative_to(tmp_path / "uno") for path in (tmp_path / "uno/tables").iterdir()]:
        assert (tmp_path / "uno" / name).read_bytes() == (tmp_path / "due" / name).read_bytes(), name
    verdicts = {done(app, "trail", "verify", "--json").out for app in (first, second, third)}
    assert len(verdicts) == 1
    assert json.loads(verdicts.pop())["whole"] is True


@pytest.mark.parametrize("target", DATABASES)
@pytest.mark.parametrize("origin", DATABASES)
def test_a_plan_that_was_adopted_comes_back_and_is_still_refused_any_change(new_body, new_place, tmp_path, origin, target):
    one = new_body(origin)
    with one.app_context():
        make = Factory()
        draft = make.edition(2026, "MG.1")
        make.objective(draft, "MG.1")
        make.section(draft, "Sono {{misure generali}}.")
        make.adopted(draft)
    done(one, "backup", str(tmp_path / "copia.zip"))
    two = new_place(target, "ripristinata")
    done(two, "restore", str(tmp_path / "copia.zip"))
    with two.app_context():
        assert db.session.scalars(select(EditionSection.resolved)).all() == ["Sono 1."]
        for table in (EditionMeasure, EditionOwner, EditionObjective, ObjectiveMeasure, EditionSection):
            statement = sa.delete(table.__table__)
            with db.engine.connect().execution_options(**{WRITES: True}) as connection, pytest.raises(DatabaseError, match="never changes"):
                assert connection.execute(statement).rowcount, table


@pytest.fixture
def restored(source, new_place, database, tmp_path):
    """The same body on the other database."""
    done(source, "backup", str(tmp_path / "copia.zip"))
    app = new_place(OTHER[database], "ripristinata")
    done(app, "restore", str(tmp_path / "copia.zip"))
    return app


def test_the_trail_says_the_same_and_goes_on(source, restored):
    assert done(source, "trail", "verify", "--json").out == done(restored, "trail", "verify", "--json").out
    with restored.app_context():
        before = verify().count
        Factory().figure(code="dopo", name="Aggiunta dopo")
        after = verify()
        assert after.is_whole
        assert after.count == before + 1


def test_the_head_of_the_restored_place_is_the_end_of_its_chain_also_where_the_copys_lagged_behind(source, new_place, tmp_path, database):
    """A commit keeps the head just after itself: a copy may fall between the two."""
    head = settings_of(source).folder / "trail-head.json"
    before = head.read_text()
    with source.app_context():
        Factory().figure(code="una-in-piu")
        count = verify().count
    head.write_text(before)
    done(source, "backup", str(tmp_path / "copia.zip"))
    app = new_place(database)
    done(app, "restore", str(tmp_path / "copia.zip"))
    assert json.loads((settings_of(app).folder / "trail-head.json").read_text())["count"] == count
    assert json.loads(before)["count"] < count


def test_a_number_is_never_given_twice_not_even_that_of_a_row_that_is_gone(source, new_place, tmp_path, database):
    with source.app_context():
        last = db.session.scalar(select(sa.func.max(Figure.id))) + 40
        db.session.rollback()
        with db.engine.connect().execution_options(**{WRITES: True}) as connection:
            values = {"code": "x", "name": "x", "norm": "", "position": 0, "is_required": False, "is_single": True}
            if database == "postgresql":
                connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('figure', 'id'), :last)"), {"last": last})
            else:
                connection.execute(sa.insert(Figure.__table__).values(values | {"id": last}))
                connection.execute(sa.delete(Figure.__table__).where(Figure.__table__.c.id == last))
            connection.commit()
    done(source, "backup", str(tmp_path / "copia.zip"))
    for kind in DATABASES:
        app = new_place(kind)
        done(app, "restore", str(tmp_path / "copia.zip"))
        with app.app_context():
            assert Factory().figure(code="nuova").id == last + 1


def test_a_unit_under_a_younger_one_comes_back_under_it(restored):
    with restored.app_context():
        units = {unit.code: unit for unit in db.session.scalars(select(OrgUnit))}
        assert units["A2"].parent_id == units["A3"].id > units["A2"].id
        with pytest.raises(sa.exc.IntegrityError):
            behind_the_back(sa.update(OrgUnit.__table__).values(parent_id=10**6))


def behind_the_back(statement) -> None:
    """References are watched again, at once, as before the copy."""
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(statement)
        raise AssertionError("a reference to a row that is not there was taken")


@pytest.mark.one_database
def test_whoever_was_signed_in_signs_in_again(source, new_place, tmp_path, database):
    with source.app_context():
        user = queries.active_users()[0]
        email = user.email
        client = Client.signed_in(source, user)
        client.get("/")
        cookie = client.http.get_cookie("riskreg").value
    done(source, "backup", str(tmp_path / "aperta.zip"))
    app = new_place(database)
    done(app, "restore", str(tmp_path / "aperta.zip"))
    with app.app_context():
        assert db.session.scalars(select(SignInSession).where(SignInSession.ended_at.is_(None))).all(), "the rows are as they were"
        old = Client(app)
        old.http.set_cookie("riskreg", cookie)
        assert old.get("/", 302).location.startswith("/entra"), "a sign-in that was closed since must stay closed"
        fresh = Client(app)
        fresh.post("/entra", {"email": email, "password": PASSWORD})
        assert fresh.get("/").h1.startswith("Buongiorno")


@pytest.mark.one_database
def test_files_that_belong_to_the_rows_travel_and_nothing_else_does(source, new_place, tmp_path, database, monkeypatch):
    monkeypatch.setattr(data_folder, "_travels", {*data_folder._travels, "prove"})
    folder = settings_of(source).folder
    (folder / "prove" / "ab").mkdir(parents=True)
    (folder / "prove" / "ab" / "abcd").write_bytes(bytes(range(256)) * 5000)
    (folder / "prove" / "vuoto").write_bytes(b"")
    (folder / "prove" / "metà.new").write_bytes(b"x")
    (folder / "jobs" / "1").mkdir(parents=True)
    (folder / "jobs" / "1" / "result").write_text("si può chiedere di nuovo")
    (folder / "segreto.env").write_text("RISKREG_SECRET=non si copia")
    told = done(source, "backup", str(tmp_path / "con-file.zip"))
    assert "segreto.env" in told.out
    app = new_place(database, "nuova")
    done(app, "restore", str(tmp_path / "con-file.zip"))
    there = {path.relative_to(tmp_path / "nuova").as_posix() for path in (tmp_path / "nuova").rglob("*") if path.is_file()}
    assert there == {"prove/ab/abcd", "prove/vuoto", "restored.json", "trail-head.json", "trail-seals.jsonl"}
    assert (tmp_path / "nuova/prove/ab/abcd").read_bytes() == bytes(range(256)) * 5000
    assert b"non si copia" not in (tmp_path / "con-file.zip").read_bytes()


OLD = [(REVISIONS[1], "sqlite"), (REVISIONS[len(REVISIONS) // 2], "sqlite"), (REVISIONS[-2], "sqlite"), (REVISIONS[-2], "postgresql")]
"""Each step up by itself, with rows, on both databases, is tried by tests/migrations: here the first, one midway and the last."""

NAMED_ANEW = {"edition_objective_measure": "line_id"}
"""A column in whose place another stands since: what it says now is tried by tests/migrations."""


def kept_columns(of: str) -> dict[str, list[str]]:
    return {table: [name for name in columns if NAMED_ANEW.get(table) != name] for table, columns in columns_of(of).items()}


@pytest.mark.parametrize(("revision", "kind"), OLD)
def test_a_copy_of_an_older_version_is_led_to_the_present_one(new_place, tmp_path, revision, kind):
    """Also how one goes on after an upgrade: the copy taken before it, restored with the new version."""
    old = new_place(kind)
    fill_every_table(revision)
    riskreg(old, "backup", str(tmp_path / "vecchia.zip"))
    columns = kept_columns(url(old))
    before = everything_in(url(old), without=("alembic_version",), only=columns)
    app = new_place(kind)
    told = riskreg(app, "restore", str(tmp_path / "vecchia.zip"), "--accept-broken")
    assert told.code == 0
    assert "versione precedente" in told.out
    with app.app_context():
        assert schema.of(db.session.connection()) == schema.head()
    after = everything_in(url(app), only=columns)
    assert {name: after[name] for name in before} == before


def test_the_database_and_the_copies_are_no_strangers_whatever_they_are_called(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    env = environment(f"sqlite:///{folder}/dati.db", folder) | {"RISKREG_BACKUPS": str(folder / "salvataggi" / "notturni")}
    app = create_app(env)
    with app.app_context():
        found_a_body()
        (folder / "salvataggi").mkdir()
        (folder / "appunti.txt").write_text("x")
        told = in_environment(env, "backup", str(tmp_path / "copia.zip"), "--json")
        db.session.remove()
        db.engine.dispose()
    assert told.json["left_out"] == ["appunti.txt"]


@pytest.mark.one_database
def test_nobody_else_on_the_machine_reads_a_copy(source, tmp_path):
    done(source, "backup", str(tmp_path / "copia.zip"))
    done(source, "export", "all", str(tmp_path / "cartella"))
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "copia.zip", *(tmp_path / "cartella").rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_copying_changes_nothing(source, tmp_path):
    before, files = everything_in(url(source)), {path: path.stat().st_mtime_ns for path in settings_of(source).folder.glob("trail-*.json*")}
    done(source, "backup", str(tmp_path / "copia.zip"))
    assert everything_in(url(source)) == before
    assert {path: path.stat().st_mtime_ns for path in files} == files


@pytest.mark.one_database
def test_the_answer_as_json_says_what_was_copied(source, tmp_path):
    told = done(source, "backup", str(tmp_path / "copia.zip"), "--json").json
    checked = done(source, "backup", "--check", str(tmp_path / "copia.zip"), "--json").json
    assert told == checked
    assert told["rows"]["org_unit"] == 4
    assert told["trail"]["whole"] is True
