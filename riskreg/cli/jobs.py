"""riskreg jobs: a worker, here or on another machine."""

import contextlib

import click

from riskreg.cli.application import application


@click.group()
def jobs() -> None:
    """Lavori in attesa."""


@jobs.command()
@click.option("--once", is_flag=True, help="Esegue i lavori dovuti e finisce.")
def work(*, once: bool) -> None:
    """Avvia un esecutore: prende i lavori uno alla volta e invia la posta, finché non lo fermi."""
    from riskreg.jobs import worker
    from riskreg.notifications.postman import Postman
    from riskreg.people.porter import run_errands

    app = application()
    with contextlib.nullcontext() if once else Postman(app, before=run_errands):
        worker.run(app, once=once)
