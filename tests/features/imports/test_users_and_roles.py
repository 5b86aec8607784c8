"""Users and roles from files: the rules of their pages, and nothing about people where it does not belong."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import queries
from riskreg.people.operations import users as operations
from tests.features.imports.conftest import entries, outcomes, refusals

ANNA = {"email": "Anna.Riva@camera.example", "family_name": "Riva", "given_name": "Anna", "job_title": "Funzionario"}


def user(email: str):
    found = queries.user_by_email(email)
    assert found is not None
    return found


def test_users_are_created_without_a_password_and_changed_by_their_address(make, sender):
    make.user(email="bruno@camera.example", given_name="Bruno", family_name="Prova", job_title="Usciere")
    page = sender("users").bring_in(
        ANNA, {"email": "BRUNO@camera.example", "family_name": "Provati", "given_name": "Bruno", "job_title": ""}
    )
    assert outcomes(page) == {"Da creare": 1, "Da modificare": 1, "Già così": 0, "Rifiutata": 0}
    assert (user("anna.riva@camera.example").list_name, user("anna.riva@camera.example").can_sign_in) == ("Riva Anna", False)
    assert (user("bruno@camera.example").list_name, user("bruno@camera.example").job_title) == ("Provati Bruno", "")
    assert user("bruno@camera.example").can_sign_in, "a password that was there stays"


def test_again_is_no_change_and_nobody_is_taken_away(make, sender):
    somebody = sender("users")
    somebody.bring_in(ANNA)
    before = len(queries.active_users())
    assert outcomes(somebody.preview(ANNA))["Già così"] == 1
    assert len(queries.active_users()) == before


def test_what_the_file_does_not_have_stays(make, sender):
    somebody = sender("users")
    somebody.bring_in(ANNA)
    somebody.bring_in({"email": ANNA["email"], "job_title": "Dirigente"})
    assert (user(ANNA["email"]).list_name, user(ANNA["email"]).job_title) == ("Riva Anna", "Dirigente")


def test_names_that_come_from_a_file_stand_in_the_chain_as_hashes_only(make, sender):
    sender("users").bring_in(ANNA)
    assert not [entry for entry in entries() if "Riva" in entry.diff or "anna.riva" in entry.diff.casefold()]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ANNA | {"email": "anna"}, "Scrivi un indirizzo e-mail completo"),
        (ANNA | {"email": ""}, "Scrivi l'indirizzo e-mail."),
        (ANNA | {"given_name": ""}, "Scrivi il nome."),
        (ANNA | {"family_name": " "}, "Scrivi il cognome."),
        (ANNA | {"family_name": "x" * 101}, "usa al massimo 100 caratteri"),
    ],
)
def test_a_user_that_breaks_a_rule_is_refused(make, sender, row, said):
    before = len(queries.active_users())
    somebody = sender("users")
    before += 1  # the administrator
    page = somebody.preview(row)
    assert said in refusals(page)[0][1]
    somebody.confirm(page, 422)
    assert len(queries.active_users()) == before


def test_one_address_twice_is_refused_whatever_its_capitals(make, sender):
    page = sender("users").preview(ANNA, ANNA | {"email": "anna.riva@camera.example"})
    assert refusals(page)[0][0] == 3
    assert "è già alla riga 2" in refusals(page)[0][1]


# Roles


@pytest.fixture
def people(make):
    """Two areas and somebody to give roles to."""
    for code in ("A1", "A2"):
        make.unit(code=code, name=f"Area {code}", kind=UnitKind.AREA)
    make.user(email="anna.riva@camera.example", given_name="Anna", family_name="Riva")
    return make


ROLE = {"email": "anna.riva@camera.example", "role": "Dirigente", "unit_code": "A1", "from_on": "01/06/2026"}


def test_roles_are_given_by_label_or_code_and_again_is_no_change(people, sender):
    rows = [ROLE | {"to_on": "31/12/2027", "act": "Decreto n. 3"}, ROLE | {"role": "referente", "unit_code": "A2", "to_on": "", "act": ""}]
    page = sender("roles").bring_in(*rows)
    assert outcomes(page)["Da creare"] == 2
    person = user(ROLE["email"])
    assert f"{person.list_name}: Dirigente, Area A1 (A1), dal 01/06/2026" in page.text
    held = {(grant.role, grant.unit.code, grant.from_on, grant.to_on, grant.act) for grant in user(ROLE["email"]).grants}
    day = date(2026, 6, 1)
    assert held == {("dirigente", "A1", day, date(2027, 12, 31), "Decreto n. 3"), ("referente", "A2", day, None, "")}
    assert outcomes(sender("roles").preview(*rows))["Già così"] == 2


def test_a_role_may_end_earlier_and_the_next_begin_after_it(people, sender):
    sender("roles").bring_in(ROLE | {"to_on": ""})
    page = sender("roles").bring_in(ROLE | {"to_on": "30/06/2026"}, ROLE | {"from_on": "01/07/2026", "to_on": ""})
    assert outcomes(page) == {"Da creare": 1, "Da modificare": 1, "Già così": 0, "Rifiutata": 0}
    assert [(g.from_on, g.to_on) for g in user(ROLE["email"]).grants] == [(date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 7, 1), None)]
    assert [entry.tag for entry in trail([user(ROLE["email"]).grants[0].subject])] == ["role:grant:ended", "role:grant:given"]


def test_a_file_leaves_no_role_to_nobody(people, sender):
    sender("roles").bring_in(ROLE | {"to_on": ""})
    ending = ROLE | {"to_on": "30/06/2026"}
    refused = refusals(sender("roles").preview(ending))
    assert "Dopo il 30/06/2026 nessun altro avrebbe questo ruolo su Area A1" in refused[0][1]
    people.user(email="bice.neri@camera.example")
    page = sender("roles").bring_in(ending, ROLE | {"email": "bice.neri@camera.example", "from_on": "01/07/2026", "to_on": ""})
    assert outcomes(page) == {"Da creare": 1, "Da modificare": 1, "Già così": 0, "Rifiutata": 0}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"email": "nessuno@camera.example"}, "Nessun utente ha questo indirizzo"),
        ({"unit_code": "Z9"}, "Nessuna unità ha il codice «Z9»"),
        ({"role": "capo"}, "Scrivi una di queste voci: «Referente di processo»"),
        ({"role": ""}, "Scrivi il ruolo."),
        ({"from_on": "ieri"}, "non è una data"),
        ({"to_on": "01/01/2026"}, "La fine viene prima dell'inizio"),
        ({"from_on": "01/01/2019"}, "Area A1 non è attiva il 01/01/2019"),
        ({"from_on": "01/07/2026", "role": "urp"}, "Questa persona ha già lo stesso ruolo sulla stessa unità in quel periodo."),
        ({"role": "urp", "to_on": "31/12/2026"}, "Il ruolo finisce già il 30/09/2026"),
        ({"role": "urp", "to_on": ""}, "Il ruolo finisce già il 30/09/2026"),
        ({"role": "urp", "to_on": "30/09/2026", "act": "Altro"}, "L'atto di un ruolo già assegnato non cambia"),
    ],
)  # fmt: skip
def test_a_role_that_breaks_a_rule_is_refused(people, sender, row, said):
    sender("roles").bring_in(ROLE | {"role": "urp", "to_on": "30/09/2026", "act": "Decreto n. 3"})
    somebody = sender("roles")
    page = somebody.preview(ROLE | {"to_on": ""} | row)
    assert said in refusals(page)[0][1]
    somebody.confirm(page, 422)
    assert len(user(ROLE["email"]).grants) == 1


def test_two_rows_of_one_file_are_held_to_the_rules_together(people, sender):
    page = sender("roles").preview(ROLE | {"to_on": "31/12/2026"}, ROLE | {"from_on": "01/08/2026", "to_on": "31/12/2027"})
    assert refusals(page)[0][0] == 3
    assert "in quel periodo" in refusals(page)[0][1]


def test_a_disabled_user_gets_no_role(people, sender):
    operations.disable_user(user(ROLE["email"]), **people._by())
    page = sender("roles").preview(ROLE)
    assert "disattivato" in refusals(page)[0][1]


def test_the_last_administrators_are_not_ended_together(people, sender):
    """Each of them alone could go, because the other stays."""
    both = [people.user(email=f"admin{number}@camera.example") for number in (1, 2)]
    for each in both:
        people.grant(each, Role.ADMIN, from_on=date(2026, 6, 1))
    somebody = sender("roles")
    rows = [
        {"email": grant.user.email, "role": "admin", "unit_code": "ENTE", "from_on": "01/06/2026", "to_on": "30/11/2026"}
        for each in both
        for grant in each.grants
    ]
    me = next(grant for grant in queries.open_grants(clock.today()) if grant.role == Role.ADMIN and grant.user not in both)
    rows.append({"email": me.user.email, "role": "admin", "unit_code": "ENTE", "from_on": "01/01/2024", "to_on": "31/12/2026"})
    assert outcomes(somebody.preview(*rows[:2]))["Da modificare"] == 2
    page = somebody.preview(*rows)
    assert [number for number, said in refusals(page) if "ultimo amministratore" in said] == [4], "those who go first leave the third"
    page = somebody.preview(*(row | {"to_on": "30/11/2026"} for row in rows))
    assert len([said for _, said in refusals(page) if "ultimo amministratore" in said]) == 3


def test_an_administrator_of_one_area_gives_roles_only_there(people, sender):
    area = sender("roles", Role.ADMIN, queries.unit_by_code("A1"))
    page = area.preview(ROLE, ROLE | {"unit_code": "A2"})
    assert [number for number, said in refusals(page) if "per cui non hai un ruolo" in said] == [3]
    area.bring_in(ROLE)
    assert [grant.unit.code for grant in user(ROLE["email"]).grants] == ["A1"]


# What people are told of the roles that a file gave them


def told(email: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.user_id == user(email).id).order_by(Notice.id)))


def test_each_person_gets_one_message_with_all_the_roles_of_the_file(make, sender):
    make.unit(code="U1", name="Ufficio acquisti")
    bea = make.user(email="bea@camera.example")
    make.user(email="nuova@camera.example", password_hash=None)
    make.grant(bea, Role.URP)
    roles = [
        {"email": email, "role": role, "unit_code": "U1", "from_on": "01/01/2027", "to_on": to_on}
        for email in ("bea@camera.example", "nuova@camera.example")
        for role, to_on in (("Referente di processo", ""), ("Dirigente", "30/06/2027"))
    ]
    somebody = sender("roles")
    somebody.preview(*roles)
    assert told("bea@camera.example") == [], "a preview tells nobody"
    somebody.bring_in(*roles)
    (one,) = told("bea@camera.example")
    assert one.headline == "Hai nuovi ruoli in riskreg"
    assert "- Referente di processo, Ufficio acquisti, dal 01/01/2027\n" in one.body
    assert "- Dirigente, Ufficio acquisti, dal 01/01/2027 al 30/06/2027" in one.body
    assert one.address == "bea@camera.example"
    assert told("nuova@camera.example") == [], "who cannot come in yet reads it in the invitation"
    somebody.bring_in(roles[0], roles[1] | {"from_on": "01/07/2027", "to_on": ""})
    again = told("bea@camera.example")[-1]
    assert again.headline == "Hai un nuovo ruolo in riskreg"
    assert "Referente" not in again.body, "what was so already is told to nobody"
