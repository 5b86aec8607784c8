"""Somebody who asks to be forgotten is found nowhere, and the chain says the same before and after (GDPR art. 17)."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from riskreg.audit import operations, reading
from riskreg.audit.models import AuditEntry, PersonalValue
from riskreg.audit.queries import trail
from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.models import User
from riskreg.people.operations import figures, units, users
from riskreg.people.queries import figures as offices
from tests.cli.command import riskreg
from tests.core.loglines import recorded
from tests.factories import PASSWORD, quick_hash
from tests.page import Client

BEFORE = {
    "email": "zefirina.quagliarini@camera.example",
    "given_name": "Zefirina",
    "family_name": "Quagliarini",
    "job_title": "Assaggiatrice capo",
}
AFTER = BEFORE | {"email": "zefirina.sgambelluri@camera.example", "family_name": "Sgambelluri"}
WORDS = ("zefirina", "quagliarini", "sgambelluri", "assaggiatrice")


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def everything_stored() -> str:
    """Every column of every table, as text; of SQLite's index of words whatever its bytes say."""
    db.session.rollback()
    found: list[str] = []
    with db.engine.connect() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            kind = sa.LargeBinary if table.name.startswith("search_words") else sa.Text
            rows = connection.execute(select(*(sa.cast(column, kind) for column in table.columns)))
            found.extend(
                "|".join(value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row) for row in rows
            )
    return "\n".join(found)


def every_file(folder: Path) -> bytes:
    """The data folder and, on SQLite, the database with all that stands beside it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    if db.engine.dialect.name == "sqlite":
        database = Path(str(db.engine.url.database))
        files += database.parent.glob(f"{database.name}*")
    return b"\n".join(path.read_bytes() for path in files)


def words_in(text: str | bytes) -> list[str]:
    lowered = text.lower()
    return [word for word in WORDS if (word.encode() if isinstance(lowered, bytes) else word) in lowered]


def fold_write_ahead_file() -> None:
    """As happens by itself after a thousand pages: what was written now stands in the database's own file."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        raw = db.engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


@pytest.fixture
def admin(real_app):
    with writing():
        operations.start_chain(**by())
        root = units.open_unit(units.NewUnit("ENTE", "Camera di prova", UnitKind.BODY, None), on=date(2020, 1, 1), act="", **by())
        chief = users.create_user(email="capo@camera.example", given_name="Ada", family_name="Resta", password_hash=quick_hash(), **by())
        db.session.flush()
        users.grant_role(chief, Role.ADMIN, root.id, from_on=date(2024, 1, 1), **by())
    return Client.signed_in(real_app, chief)


@pytest.fixture
def person(real_app, admin) -> User:
    """Somebody who worked here: with a role, an office, a new surname, sign-ins, and no longer active."""
    with writing():
        user = users.create_user(**BEFORE, password_hash=quick_hash(), **by())
        db.session.flush()
        users.grant_role(user, Role.URP, queries.root_unit().id, from_on=date(2024, 1, 1), **by())
        figure = figures.add_figure(code="rasa", name="RASA", **by())
        figures.appoint(figure, holder_id=user.id, holder_name="", deputy_id=None, act="Delibera n. 1", from_on=date(2024, 1, 1), **by())
    fold_write_ahead_file()
    with writing():
        users.change_user(user, **AFTER, version=user.version, **by())
    visitor = Client(real_app)
    visitor.post("/entra", {"email": AFTER["email"], "password": PASSWORD})
    visitor.get("/profilo")
    with writing():
        users.disable_user(user, **by())
    return user


def erase(admin: Client, user: User) -> None:
    page = admin.get(f"/organizzazione/utenti/{user.id}/cancella-dati")
    admin.post(f"/organizzazione/utenti/{user.id}/cancella-dati", {"version": page.value("version")})


def test_an_erased_person_is_found_nowhere(real_app, admin, person, database):
    folder = real_app.extensions["riskreg.settings"].folder
    user_id = person.id
    assert words_in(everything_stored()) == list(WORDS), "the search must be able to find"
    if database == "sqlite":
        assert words_in(every_file(folder)) == list(WORDS)
    with recorded() as log:
        admin.get(f"/organizzazione/utenti?cerca={AFTER['family_name']}")
        erase(admin, db.session.get(User, user_id))
        riskreg(real_app, "trail", "seal")
    assert words_in(everything_stored()) == []
    assert words_in(every_file(folder)) == []
    assert words_in(log.text) == []
    assert log.lines, "a log that says nothing proves nothing"


def test_what_an_erased_person_did_stays_and_no_page_knows_the_name(admin, person):
    user_id = person.id
    erase(admin, person)
    for path in (
        "/organizzazione/utenti", f"/organizzazione/utenti/{user_id}", f"/organizzazione/utenti/{user_id}/cronologia", "/registro-attivita",
        "/organizzazione/figure", "/organizzazione/figure/1", "/organizzazione/figure/1/cronologia",
    ):  # fmt: skip
        page = admin.get(path)
        assert words_in(str(page.soup)) == [], path
        assert f"n. {user_id}" in page.text, path
    entries = reading.shown(trail([f"user:{user_id}"]))
    assert {entry.what for entry in entries} >= {"Utente creato", "Scheda dell'utente modificata", "Dati personali cancellati"}
    assert reading.ERASED in str([entry.changes for entry in entries])


def test_verification_says_the_same_before_and_after(real_app, admin, person):
    links = select(AuditEntry.id, AuditEntry.diff, AuditEntry.hash).order_by(AuditEntry.id)
    before, known = verify(), db.session.execute(links).all()
    erase(admin, person)
    after, now = verify(), db.session.execute(links).all()
    assert before.is_whole
    assert after.is_whole
    assert now[: len(known)] == known, "erasing touches no entry"
    assert riskreg(real_app, "trail", "verify").code == 0


def test_nobody_elses_data_are_touched(admin, person):
    others = select(PersonalValue.about).where(PersonalValue.about != f"user:{person.id}")
    kept = db.session.scalars(others).all()
    erase(admin, person)
    assert db.session.scalars(others).all() == kept != []
    assert "Resta" in everything_stored()


def test_an_erased_person_cannot_come_back(real_app, admin, person):
    erase(admin, person)
    for email in (BEFORE["email"], AFTER["email"]):
        Client(real_app).post("/entra", {"email": email, "password": PASSWORD}, status=422)


def test_the_file_is_emptied_even_when_several_people_are_erased_at_once(real_app, admin, person, database):
    with writing():
        other = users.create_user(**(BEFORE | {"email": "altra@camera.example"}), **by())
        db.session.flush()
        users.disable_user(other, **by())
    with writing():
        for user in (db.session.get(User, person.id), db.session.get(User, other.id)):
            users.erase_person(user, **by())
    assert words_in(every_file(real_app.extensions["riskreg.settings"].folder)) == []
    if database == "sqlite":
        assert Path(f"{db.engine.url.database}-wal").stat().st_size == 0


OUTSIDER = {"holder_id": None, "holder_name": "Zefirina Quagliarini", "deputy_id": None, "act": "Delibera n. 1"}
NOTED = {"note": "La dottoressa Quagliarini, già assaggiatrice."}


def test_whoever_held_an_office_from_outside_is_found_nowhere_once_erased(real_app, admin, database):
    """In every appointment, however the name was written, and in the note about it; others keep theirs."""
    folder = real_app.extensions["riskreg.settings"].folder
    with writing():
        dpo, safety = figures.add_figure(code="dpo", name="DPO", **by()), figures.add_figure(code="rspp", name="RSPP", **by())
        first = figures.appoint(dpo, **OUTSIDER, **NOTED, from_on=date(2020, 1, 1), to_on=date(2022, 12, 31), **by())
        figures.appoint(
            safety, **OUTSIDER | {"holder_name": "ZEFIRINA  Quagliarini"}, from_on=date(2021, 1, 1), to_on=date(2021, 6, 30), **by()
        )
        figures.appoint(dpo, **OUTSIDER | {"holder_name": "Ombretta Falsacqua"}, from_on=date(2023, 1, 1), **by())
    fold_write_ahead_file()
    assert words_in(everything_stored())
    page = admin.get(f"/organizzazione/figure/{first.figure_id}/incarichi/{first.id}/cancella-nome")
    assert "DPO e RSPP" in page.text
    admin.send(page)
    assert words_in(everything_stored()) == []
    assert words_in(every_file(folder)) == []
    assert "Ombretta Falsacqua" in everything_stored()
    assert verify().is_whole
    for path in ("/organizzazione/figure/1", "/organizzazione/figure/1/cronologia", "/registro-attivita"):
        assert words_in(str(admin.get(path).soup)) == [], path
    assert "Persona cancellata" in admin.get("/organizzazione/figure/1").text


def test_the_note_about_an_erased_user_goes_with_the_name(real_app, admin, person):
    figure = offices.by_code("rasa")
    with writing():
        figures.correct_term(figure.terms[0], deputy_id=None, act="Delibera n. 1", **NOTED, version=None, **by())
    erase(admin, db.session.get(User, person.id))
    assert words_in(everything_stored()) == []
    assert verify().is_whole


def test_whoever_is_erased_in_the_transaction_that_made_them_leaves_nothing_behind(real_app):
    with writing():
        user = users.create_user(**BEFORE, **by())
        users.disable_user(user, **by())
        users.erase_person(user, **by())
    assert db.session.scalars(select(PersonalValue).where(PersonalValue.about == user.subject)).all() == []
    assert verify().is_whole


def test_an_erasure_undone_by_a_savepoint_takes_no_value_along(real_app):
    with writing():
        user = users.create_user(**BEFORE, **by())
        savepoint = db.session.begin_nested()
        operations.erase_personal_values(user.subject)
        savepoint.rollback()
    assert db.session.scalars(select(PersonalValue).where(PersonalValue.about == user.subject)).all()
