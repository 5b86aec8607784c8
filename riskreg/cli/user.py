"""riskreg user: accounts from the machine itself; above all the first administrator of a new body, before anyone can sign in."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from riskreg.cli.application import acting, in_application
from riskreg.core import clock, mail, settings
from riskreg.core.transactions import writing
from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.italian import Unreadable, read_date, write_date, write_moment
from riskreg.domain.permissions import Person
from riskreg.domain.roles import ROLE_LABELS, Role
from riskreg.people import queries
from riskreg.people.models import AccountLink, OrgUnit, User
from riskreg.people.operations import links, users


@click.group()
def user() -> None:
    """Utenti."""


def said(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every command of this group takes, beside its own."""
    command = click.option("--by", "by_email", default=None, help="Per conto di quale utente.")(command)
    return click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")(command)


PRINT_LINK = click.option("--print-link", is_flag=True, help="Stampa il collegamento invece di inviarlo per posta.")


@user.command()
@click.option("--email", required=True, help="Indirizzo con cui la persona entra.")
@click.option("--given-name", required=True, help="Nome.")
@click.option("--family-name", required=True, help="Cognome.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=None, help="Ruolo da assegnare subito.")
@click.option("--unit", "unit_code", default=None, help="Codice dell'unità del ruolo; se manca, l'ente.")
@PRINT_LINK
@said
@in_application
def create(
    *,
    email: str,
    given_name: str,
    family_name: str,
    role: str | None,
    unit_code: str | None,
    print_link: bool,
    by_email: str | None,
    as_json: bool,
) -> None:
    """Crea un utente e lo invita a scegliere la password; dove la posta non è configurata, stampa il collegamento."""
    with writing():
        at, by = clock.now(), acting(by_email)
        made = users.create_user(email=email, given_name=given_name, family_name=family_name, by=by, at=at)
        if role is not None:
            users.grant_role(made, Role(role), _unit(unit_code).id, from_on=clock.today(), by=by, at=at)
        link = _link(made, print_link=print_link, by=by, at=at)
    _tell(made, f"Utente {made.email} creato.", link, as_json=as_json, print_link=print_link)


@user.command()
@click.argument("email")
@PRINT_LINK
@said
@in_application
def invite(*, email: str, print_link: bool, by_email: str | None, as_json: bool) -> None:
    """Manda di nuovo l'invito o, a chi ha già una password, un collegamento per sceglierne un'altra."""
    with writing():
        at, by = clock.now(), acting(by_email)
        found = _user(email)
        link = _link(found, print_link=print_link, by=by, at=at)
    _tell(found, f"Collegamento per {found.email} creato.", link, as_json=as_json, print_link=print_link)


@user.command()
@click.argument("email")
@click.option("--reason", required=True, help="Perché: si legge nella scheda dell'utente.")
@said
@in_application
def lock(*, email: str, reason: str, by_email: str | None, as_json: bool) -> None:
    """Blocca subito un utente: le sue sessioni si chiudono e non può più entrare."""
    with writing():
        found = users.lock_user(_user(email), reason, by=acting(by_email), at=clock.now())
    _tell(found, f"Utente {found.email} bloccato.", as_json=as_json)


@user.command()
@click.argument("email")
@said
@in_application
def unlock(*, email: str, by_email: str | None, as_json: bool) -> None:
    """Sblocca un utente, anche se era sospeso per troppi tentativi."""
    with writing():
        found = users.unlock_user(_user(email), by=acting(by_email), at=clock.now())
    _tell(found, f"Utente {found.email} sbloccato.", as_json=as_json)


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--unit", "unit_code", default=None, help="Codice dell'unità; se manca, l'ente.")
@click.option("--from", "from_text", default=None, help="Dal giorno (gg/mm/aaaa); se manca, da oggi.")
@click.option("--to", "to_text", default=None, help="Fino al giorno compreso (gg/mm/aaaa); se manca, senza fine.")
@click.option("--act", default="", help="Atto che lo dispone.")
@said
@in_application
def grant(
    *,
    email: str,
    role: str,
    unit_code: str | None,
    from_text: str | None,
    to_text: str | None,
    act: str,
    by_email: str | None,
    as_json: bool,
) -> None:
    """Assegna un ruolo a un utente."""
    from_on, to_on = _day(from_text) or clock.today(), _day(to_text)
    with writing():
        found, unit = _user(email), _unit(unit_code)
        users.grant_role(found, Role(role), unit.id, from_on=from_on, to_on=to_on, act=act, by=acting(by_email), at=clock.now())
    _tell(found, f"{ROLE_LABELS[role]} su {unit.name} assegnato a {found.email} dal {write_date(from_on)}.", as_json=as_json)


def _user(email: str) -> User:
    found = queries.user_by_email(email)
    if found is None:
        raise Missing(f"Nessun utente ha l'indirizzo {email}.")
    return found


def _unit(code: str | None) -> OrgUnit:
    unit = queries.unit_by_code(code) if code else queries.root_unit()
    if unit is None:
        raise RuleBroken(f"Nessuna unità ha il codice {code}.")
    return unit


def _day(text: str | None) -> date | None:
    try:
        return read_date(text) if text else None
    except Unreadable as wrong:
        raise click.BadParameter(wrong.sentence) from wrong


def _link(found: User, *, print_link: bool, by: Person, at: datetime) -> AccountLink:
    link = links.made(found, by=by, at=at)
    return link if print_link or not mail.is_configured() else links.mailed(link, by=by, at=at)


def _tell(found: User, sentence: str, link: AccountLink | None = None, *, as_json: bool, print_link: bool = False) -> None:
    address = None
    if link is not None and (print_link or not mail.is_configured()):
        address = settings.current().url + links.path_of(link)
    if as_json:
        facts: dict[str, Any] = {"id": found.id, "email": found.email, "locked": found.locked_at is not None}
        if link is not None:
            facts |= {"link": address, "mailed": address is None, "expires_at": link.expires_at.isoformat()}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(sentence)
    if link is not None and address is None:
        click.echo(f"Il messaggio con il collegamento parte per posta; vale fino al {write_moment(link.expires_at)}.")
    elif link is not None:
        click.echo(f"Per scegliere la password, entro il {write_moment(link.expires_at)} e una volta sola:\n{address}")
