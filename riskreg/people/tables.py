"""Units, users and roles as files: their columns, and what stands today in the same columns."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from riskreg.domain.italian import tidy
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.domain.roles import ROLE_LABELS
from riskreg.domain.vocabulary import UNIT_KIND_LABELS
from riskreg.people import queries
from riskreg.people.charts import Picture
from riskreg.people.operations import roles_from_file, units_from_file, users_from_file
from riskreg.tables.columns import Column, day, label_in, one_of, whole_number, yes_or_no
from riskreg.tables.kinds import Kind, NextStep, register

ACT_EXAMPLE = "Determinazione n. 41 del 12/12/2024"
ONLY_FOR_ACTS = "Serve solo se l'unità è nuova, o se cambiano denominazione o struttura superiore."


def _address(text: str) -> str:
    return tidy(text).casefold()


UNIT_COLUMNS = (
    Column("code", "Codice", needed="Scrivi il codice dell'unità.", synonyms=("Codice unità", "Codice UO", "Cod", "Cod unità", "Sigla"),
           help="Dice di quale unità si parla: se c'è già la riga la modifica, altrimenti la crea.", example="A2.3"),
    Column("name", "Denominazione", empty="", synonyms=("Nome", "Unità", "Unità organizzativa", "Descrizione", "Struttura", "Ufficio"),
           needed_for="per le unità nuove", help="Obbligatoria per le unità nuove.", example="UO Gare e contratti"),
    Column("kind", "Tipo", parse=one_of(UNIT_KIND_LABELS), write=label_in(UNIT_KIND_LABELS), synonyms=("Tipologia", "Tipo unità", "Tipo struttura"),
           needed_for="per le unità nuove", help="Obbligatorio per le unità nuove; dopo non cambia. Si scrive come nell'elenco, oppure con il codice: "
                + "; ".join(f"{label} ({code})" for code, label in UNIT_KIND_LABELS.items()) + ".", example="uo"),
    Column("parent_code", "Codice della struttura superiore", empty="", needed_for="per le unità nuove",
           synonyms=("Struttura superiore", "Superiore", "Codice superiore", "Dipende da", "Padre", "Codice padre", "Area", "Codice area"),
           help="Il codice di un'unità che c'è già oppure di un'altra riga del file. Vuoto solo per l'ente.", example="A2"),
    Column("is_staff", "Staff", parse=yes_or_no, synonyms=("Struttura di staff", "Di staff"),
           help="«sì» oppure «no». Vuoto: resta com'è, e per le unità nuove è no.", example="no"),
    Column("position", "Ordine", parse=whole_number, synonyms=("Ordine nell'organigramma", "Posizione"),
           help="Un numero: le unità con il numero più basso vengono prima. Vuoto: resta com'è, e le unità nuove vengono dopo le altre.", example=10),
    Column("on", "Con effetto dal", parse=day, synonyms=("Dal", "Decorrenza", "Attiva dal", "Dal giorno", "Data inizio"),
           needed_for="per unità nuove e cambi", help=ONLY_FOR_ACTS, example=date(2026, 1, 1)),
    Column("act", "Atto", empty="", synonyms=("Provvedimento", "Atto istitutivo", "Delibera", "Determinazione"), needed_for="per unità nuove e cambi",
           help=ONLY_FOR_ACTS, example=ACT_EXAMPLE),
)  # fmt: skip

USER_COLUMNS = (
    Column("email", "E-mail", parse=_address, needed="Scrivi l'indirizzo e-mail.",
           synonyms=("Mail", "Posta elettronica", "Indirizzo e-mail", "Indirizzo email", "Indirizzo di posta", "Email istituzionale"),
           help="Dice di chi si parla: se c'è già la riga ne modifica la scheda, altrimenti crea l'utente, senza password.",
           example="anna.riva@ente.example"),
    Column("family_name", "Cognome", empty="", needed_for="per gli utenti nuovi", help="Obbligatorio per gli utenti nuovi.", example="Riva"),
    Column("given_name", "Nome", empty="", synonyms=("Nome proprio",), needed_for="per gli utenti nuovi", help="Obbligatorio per gli utenti nuovi.", example="Anna"),
    Column("job_title", "Qualifica", empty="", synonyms=("Profilo", "Profilo professionale", "Incarico", "Ruolo professionale", "Inquadramento"),
           help="Se la colonna c'è e la cella è vuota, la qualifica si toglie.", example="Funzionario"),
)  # fmt: skip

ROLE_COLUMNS = (
    Column("email", "E-mail", parse=_address, needed="Scrivi l'indirizzo e-mail di chi ha il ruolo.",
           synonyms=("Mail", "Posta elettronica", "Utente", "Indirizzo e-mail", "Indirizzo email"),
           help="Di un utente che c'è già.", example="anna.riva@ente.example"),
    Column("role", "Ruolo", parse=one_of(ROLE_LABELS), write=label_in(ROLE_LABELS), needed="Scrivi il ruolo.", synonyms=("Profilo", "Abilitazione"),
           help="Si scrive come nell'elenco, oppure con il codice: " + "; ".join(f"{label} ({code})" for code, label in ROLE_LABELS.items()) + ".",
           example="Referente di processo"),
    Column("unit_code", "Codice dell'unità", needed="Scrivi il codice dell'unità.",
           synonyms=("Unità", "Codice unità", "Codice UO", "UO", "Cod unità", "Struttura"),
           help="Il ruolo vale sull'unità e su quelle sotto di essa.", example="A2.3"),
    Column("from_on", "Dal", parse=day, needed="Scrivi da quale giorno.", synonyms=("Data inizio", "Inizio", "Decorrenza", "Valido dal"),
           help="Primo giorno. Persona, ruolo, unità e primo giorno dicono di quale ruolo si parla.", example=date(2026, 1, 1)),
    Column("to_on", "Al", parse=day, synonyms=("Data fine", "Fine", "Scadenza", "Valido fino al", "Fino al"),
           help="Ultimo giorno compreso. Vuoto: senza fine. Di un ruolo che c'è già può solo venire prima.", example=date(2026, 12, 31)),
    Column("act", "Atto", empty="", synonyms=("Provvedimento", "Atto di nomina", "Delibera", "Determinazione"), help="Il provvedimento che lo assegna.", example=ACT_EXAMPLE),
)  # fmt: skip

Rows = Iterator[Mapping[str, Any]]


def _units(_by: Person, on: date) -> Rows:
    """Units that are active; day and act are left out: they would belong to a change that is yet to be written."""
    units = queries.units()
    codes = {unit.id: unit.code for unit in units}
    for unit in units:
        if unit.closed_on is None and unit.is_active(on):
            yield {
                "code": unit.code, "name": unit.name, "kind": unit.kind, "parent_code": codes.get(unit.parent_id or 0, ""),
                "is_staff": unit.is_staff, "position": unit.position, "on": None, "act": "",
            }  # fmt: skip


def _users(_by: Person, _on: date) -> Rows:
    for user in queries.active_users():
        yield {column.name: getattr(user, column.name) for column in USER_COLUMNS}


def _roles(by: Person, on: date) -> Rows:
    """Roles in force or to come, where this person may give them."""
    chart = Picture(queries.units())
    for grant in queries.open_grants(on):
        unit = chart.unit(grant.unit_id)
        if may(by, Permission.ROLE_GRANT, Scope(lineage=chart.lineage(unit.id))):
            yield {
                "email": grant.user.email, "role": grant.role, "unit_code": unit.code, "from_on": grant.from_on, "to_on": grant.to_on,
                "act": grant.act,
            }  # fmt: skip


UNITS = register(
    Kind(
        name="units", slug="unita", label="Unità", lead="L'organigramma: unità nuove, denominazioni, spostamenti, ordine.",
        permission=Permission.UNIT_MANAGE, columns=UNIT_COLUMNS, bring_in=units_from_file.bring_in, rows=_units, home="people.units",
        home_permission=Permission.ORGANISATION_READ, next_steps=(NextStep("Ora importa gli utenti", "imports.upload", Permission.USER_MANAGE, {"slug": "utenti"}),),
    )
)  # fmt: skip
USERS = register(
    Kind(
        name="users", slug="utenti", label="Utenti", lead="Le persone che usano riskreg. Nessun utente viene tolto, e quelli nuovi nascono senza password.",
        permission=Permission.USER_MANAGE, columns=USER_COLUMNS, bring_in=users_from_file.bring_in, rows=_users, home="people.users",
        home_permission=Permission.USER_READ,
        next_steps=(
            NextStep("Ora importa i ruoli", "imports.upload", Permission.ROLE_GRANT, {"slug": "ruoli"}),
            NextStep("Invita chi non ha ancora una password", "people.invite_users", Permission.USER_MANAGE),
        ),
    )
)  # fmt: skip
ROLES = register(
    Kind(
        name="roles", slug="ruoli", label="Ruoli", lead="Chi fa che cosa, su quale unità, da quando a quando. Utenti e unità devono esserci già.",
        permission=Permission.ROLE_GRANT, columns=ROLE_COLUMNS, bring_in=roles_from_file.bring_in, rows=_roles, home="people.users",
        home_permission=Permission.USER_READ, next_steps=(NextStep("Invita chi non ha ancora una password", "people.invite_users", Permission.USER_MANAGE),),
    )
)  # fmt: skip

__all__ = ["ROLES", "UNITS", "USERS"]
