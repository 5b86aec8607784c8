"""riskreg setup: the database, its reference lists and, if asked, the demo body."""

import click

from riskreg.assessments import seeding as assessments
from riskreg.audit import operations as trail
from riskreg.campaigns import seeding as campaigns
from riskreg.cli.application import in_application
from riskreg.core import clock, schema, settings
from riskreg.core.transactions import writing
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.measures import seeding as measures
from riskreg.methodology import seeding as methodologies
from riskreg.monitoring import seeding as monitoring
from riskreg.people import queries, seeding
from riskreg.performance import seeding as performance
from riskreg.plans import seeding as plans
from riskreg.register import seeding as register
from riskreg.reorganisations import seeding as reorganisations
from riskreg.reports.performance import seeding as performance_reports
from riskreg.search import rebuilding


@click.command()
@click.option("--demo", is_flag=True, help="Carica anche l'ente dimostrativo.")
@in_application
def setup(*, demo: bool) -> None:
    """Crea e aggiorna la base di dati, carica gli elenchi di riferimento. Ripeterlo non cambia nulla."""
    if demo and settings.current().is_production:
        click.echo("The demo body is refused where RISKREG_ENV=production.", err=True)
        raise click.exceptions.Exit(2)
    schema.bring_up_to_date()
    with writing():
        load(demo=demo)
        rebuilding.fill()
    trail.seal_daily(clock.now())
    click.echo("Base di dati pronta.")


def load(*, demo: bool) -> None:
    """The lists that every installation starts from; if asked, the demo body, each feature after those that it stands on."""
    now = clock.now()
    trail.start_chain(by=COMMAND_LINE, at=now)
    seeding.load_reference(now)
    methodologies.load_reference(now, published_at=clock.on_day(methodologies.DEMO_PUBLISHED) if demo else None)
    register.load_reference(now)
    if demo and not seeding.is_demo():
        if queries.root_unit() is not None:
            raise RuleBroken("La base di dati contiene già un ente: carica la demo in una vuota, per esempio con un altro RISKREG_VAR.")
        seeding.load_demo(now)
        reorganisations.load_demo()
        register.load_demo()
        assessments.load_demo()
        plans.load_demo()  # its texts say what the assessments came to
        campaigns.load_demo()
        monitoring.load_demo()
        performance.load_demo()
        performance_reports.load_demo()
        measures.load_demo()  # what proves them, those of the plans too
    seeding.load_root(now)
