"""The command line: `riskreg …`. Exit 0 done, 1 findings or refused, 2 wrong use."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

from riskreg.core.settings import BadSettings
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken

if TYPE_CHECKING:
    from flask import Flask

COMMANDS: Mapping[str, str] = {
    "setup": "setup", "user": "user", "trail": "trail", "jobs": "jobs", "notices": "notices", "serve": "serve", "backup": "backup",
    "restore": "backup", "export": "backup", "import": "backup", "units": "imports", "users": "imports", "roles": "imports", "search": "search",
    "register": "register", "processes": "register", "events": "register", "measures": "measures",
    "figures": "figures", "check": "check", "evidence": "evidence", "targets": "targets", "indicators": "indicators", "report": "report",
}  # fmt: skip
"""In which file each is."""


class OnDemand(click.Group):
    """Reads the file of a command when it is called: whoever starts the server need not wait for what the others want."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        return command(name) if name in COMMANDS else None


def command(name: str) -> click.Command:
    found: click.Command = getattr(import_module(f"riskreg.cli.{COMMANDS[name]}"), f"{name}_" if name == "import" else name)
    return found


@click.group(cls=OnDemand)
@click.version_option(package_name="riskreg")
def riskreg() -> None:
    """riskreg: registro dei rischi corruttivi e adempimenti di prevenzione."""


def run(create_app: "Callable[[], Flask]", arguments: Sequence[str] | None = None) -> int:
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
    except (RuleBroken, NotAllowed, Missing, Conflict) as refusal:
        click.echo(refusal.message, err=True)
        return 1
    except Exception as error:
        sentence = _of_the_database(error)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        return 2
    # A command that raises click's Exit gives its code here; one that ends by itself gives nothing.
    return code if isinstance(code, int) else 0


def _of_the_database(error: Exception) -> str | None:
    from alembic.util import CommandError
    from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

    if type(error) is DatabaseError:
        return "Il file indicato da DATABASE_URL non è una base di dati: controlla l'indirizzo."
    if isinstance(error, (OperationalError, ProgrammingError)):
        return "La base di dati non risponde o non è aggiornata: controlla DATABASE_URL ed esegui «riskreg setup»."
    if isinstance(error, CommandError):
        return "La base di dati è di un'altra versione di riskreg, più recente: usa quella."
    return None
