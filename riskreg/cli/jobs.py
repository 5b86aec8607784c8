"""riskreg jobs: a worker, here or on another machine."""

import click

from riskreg.cli.application import application


@click.group()
def jobs() -> None:
    """Lavori in attesa."""


@jobs.command()
@click.option("--once", is_flag=True, help="Esegue i lavori dovuti e finisce.")
def work(*, once: bool) -> None:
    """Avvia un esecutore: prende i lavori uno alla volta finché non lo fermi."""
    from riskreg.jobs import worker

    worker.run(application(), once=once)
