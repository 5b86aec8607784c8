"""The command line: `riskreg …`. Exit 0 done, 1 findings or refused, 2 wrong use."""

from collections.abc import Callable, Sequence

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from riskreg.cli import backup, figures, imports, jobs, notices, search, serve, setup, trail, user
from riskreg.core.settings import BadSettings
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken
from riskreg.people.tables import ROLES, UNITS, USERS

IMPORTED = tuple(imports.commands_of(kind) for kind in (UNITS, USERS, ROLES))
COMMANDS = (
    setup.setup, user.user, trail.trail, jobs.jobs, notices.notices, serve.serve, search.search, backup.backup, backup.restore, backup.export, backup.import_,
    figures.figures, *IMPORTED,
)  # fmt: skip


@click.group()
@click.version_option(package_name="riskreg")
def riskreg() -> None:
    """riskreg: registro dei rischi corruttivi e adempimenti di prevenzione."""


for command in COMMANDS:
    riskreg.add_command(command)


def run(create_app: Callable[[], Flask], arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Refusals are sentences on standard error, not traces of the program."""
    try:
        code = riskreg(args=arguments, prog_name="riskreg", obj=create_app, standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except click.Abort:
        return 1
    except BadSettings as wrong:
        click.echo(str(wrong), err=True)
        return 2
    except (OperationalError, ProgrammingError):
        click.echo("La base di dati non risponde o non è aggiornata: controlla DATABASE_URL ed esegui «riskreg setup».", err=True)
        return 2
    except CommandError:
        click.echo("La base di dati è di un'altra versione di riskreg, più recente: usa quella.", err=True)
        return 2
    except (RuleBroken, NotAllowed, Missing, Conflict) as refusal:
        click.echo(refusal.message, err=True)
        return 1
    # A command that raises click's Exit gives its code here; one that ends by itself gives nothing.
    return code if isinstance(code, int) else 0
