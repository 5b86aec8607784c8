"""riskreg user: the first administrator of a new body, before anyone can sign in."""

import secrets

import click

from riskreg.cli.application import acting, in_application
from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Role
from riskreg.people import queries
from riskreg.people.operations import users


@click.group()
def user() -> None:
    """Utenti."""


@user.command()
@click.option("--email", required=True, help="Indirizzo con cui la persona entra.")
@click.option("--given-name", required=True, help="Nome.")
@click.option("--family-name", required=True, help="Cognome.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=None, help="Ruolo da assegnare subito.")
@click.option("--unit", "unit_code", default=None, help="Codice dell'unità del ruolo; se manca, l'ente.")
@click.option("--by", "by_email", default=None, help="Per conto di quale utente.")
@in_application
def create(*, email: str, given_name: str, family_name: str, role: str | None, unit_code: str | None, by_email: str | None) -> None:
    """Crea un utente e ne stampa la password iniziale, una volta sola."""
    password = secrets.token_urlsafe(15)
    with writing():
        now, by = clock.now(), acting(by_email)
        made = users.create_user(email=email, given_name=given_name, family_name=family_name, password=password, by=by, at=now)
        if role is not None:
            unit = queries.unit_by_code(unit_code) if unit_code else queries.root_unit()
            if unit is None:
                raise RuleBroken(f"Nessuna unità ha il codice {unit_code}.")
            users.grant_role(made, Role(role), unit.id, from_on=clock.today(), by=by, at=now)
    click.echo(f"Utente {email} creato. Password iniziale: {password}")
