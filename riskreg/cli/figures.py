"""riskreg figures: the numbers of a year, for whoever writes them elsewhere."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from riskreg.cli.application import in_application
from riskreg.core import clock
from riskreg.dashboards import figures as queries
from riskreg.dashboards import of_the_plan
from riskreg.dashboards.figures import Figures
from riskreg.domain.assessments import FIRST_YEAR, LAST_YEAR, band_labels
from riskreg.domain.italian import write_number
from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.domain.plans import PlanFigures, Rate
from riskreg.monitoring import yearly
from riskreg.monitoring.yearly import Number, YearFigures
from riskreg.performance import figures as performance
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition


@click.command()
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="Anno: il primo del piano. Se manca, quello in corso.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def figures(*, year: int | None, as_json: bool) -> None:
    """I numeri del registro e del piano in un anno: processi valutati, rischio residuo medio, fasce, misure generali, indice di aggiornamento."""
    year = year or clock.today().year
    found, edition = queries.figures(year), plans.speaking(year)
    plan = plans.figures_of(edition, clock.today()) if edition else None
    done = yearly.figures(year, clock.today())
    measured = performance.as_json(year)
    if as_json:
        click.echo(
            json.dumps(
                found.as_json() | of_the_plan.as_json(year, edition, plan) | of_the_plan.monitored_as_json(done) | measured,
                ensure_ascii=False,
            )
        )
    else:
        click.echo(_aligned(_rows(found) + _plan_rows(edition, plan) + _monitored(done) + _indicators(measured)))


def _rows(found: Figures) -> list[tuple[str, str]]:
    rows = [("Anno", str(found.year)), ("Processi valutati", str(found.processes)), ("Rischio residuo medio", _mean(found.mean_residual))]
    labels = band_labels(found.judged)
    if len(found.methodologies) > 1:
        rows += [(f"Residuo medio, {each.name}", _mean(each.mean_residual)) for each in found.methodologies]
    rows += [(f"Fascia {labels[key]}", f"{judged} (calcolate {found.computed[key]})") for key, judged in found.judged.items()]
    return rows


def _plan_rows(edition: Edition | None, found: PlanFigures | None) -> list[tuple[str, str]]:
    if edition is None or found is None:
        return [("Edizione del piano", "non disponibile")]
    years = ", ".join(f"{count} nel {year}" for year, count in found.new_by_year.items())
    return [
        ("Edizione del piano", f"{edition.name} ({edition.state_label.lower()})"),
        ("Misure generali", f"{found.general}: {found.consolidated} consolidate, {found.new} nuove{f' ({years})' if years else ''}"),
        ("Indice di aggiornamento", f"{_mean(found.update_index)} (previsto {_mean(found.update_index_planned)})"),
        ("Misure generali attuate", _rate(found.general_rate)),
        ("Misure specifiche attuate", _rate(found.specific_rate)),
    ]


def _monitored(found: YearFigures | None) -> list[tuple[str, str]]:
    if found is None:
        return []
    applied = _rate(found.consolidated) if found.consolidated is not None else "non disponibile: nessun monitoraggio dell'anno"
    return [("Misure consolidate applicate", applied), ("Misure scadute e non attivate", str(found.of(Number.OVERDUE)))]


def _indicators(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    verdicts = ", ".join(f"{VERDICT_LABELS[word].lower()} {count}" for word, count in found["indicator_verdicts"].items() if count)
    return [("Indicatori di performance", str(found["indicators"])), ("Esiti nell'anno", verdicts or "nessuno")]


def _rate(found: Rate) -> str:
    return f"{found.done} su {found.planned} ({_percent(found.percent)})"


def _percent(value: Decimal | None) -> str:
    return "non disponibile" if value is None else f"{write_number(value, 2)}%"


def _aligned(rows: list[tuple[str, str]]) -> str:
    width = max(len(label) for label, _value in rows)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)


def _mean(value: Decimal | None) -> str:
    return "non disponibile" if value is None else write_number(value, 2)
