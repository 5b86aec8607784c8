"""What the Relazione sulla performance waits for: to be prepared and approved in time, validated by the OIV, published."""

from collections.abc import Iterator
from datetime import date

from riskreg.audit.known import while_nothing_changes
from riskreg.domain.performance.report import State, name
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.performance.models import PerformanceReport
from riskreg.performance.queries import reports
from riskreg.waiting import sources
from riskreg.waiting.sources import Asked, Item, Source

REPORT = "performance_report"
STEPS = {
    State.DRAFT: ("", "Completa la relazione sulla performance; quando l'organo l'approva, registra l'atto", Role.PERFORMANCE),
    State.APPROVED: ("validazione", "Leggi la relazione sulla performance e registra l'esito della validazione", Role.OIV),
    State.VALIDATED: ("pubblicazione", "Pubblica la relazione sulla performance e registra quando e dove", Role.PERFORMANCE),
    State.REFUSED: ("revisione", "L'OIV non ha validato la relazione: apri una revisione", Role.PERFORMANCE),
}
"""Of each state: the form, what is to be done there, by whom. Where there is no form, the page."""


def of_reports(asked: Asked) -> tuple[Item, ...]:
    return _of_the_body(asked.on)


@while_nothing_changes
def _of_the_body(on: date) -> tuple[Item, ...]:
    """The same for whoever asks."""
    lines = reports.by_year(on)
    return (*_open_ones(lines), *_to_begin(lines, on))


def _open_ones(lines: list[reports.YearLine]) -> Iterator[Item]:
    """Of each year the last, and what the organ approved before it, as long as the OIV or the site waits for it: a revision that is still a draft
    takes the place of nothing."""
    for line in lines:
        those = [line.report, line.decided if line.decided is not line.report and not _is_refused(line.decided) else None]
        for one in those:
            step = STEPS.get(State(one.state)) if one is not None else None
            if one is not None and step is not None:
                yield _item(one, *step, due=line.waits_until)


def _is_refused(one: PerformanceReport | None) -> bool:
    """What follows it has been begun."""
    return one is not None and one.state == State.REFUSED


def _item(one: PerformanceReport, form: str, action: str, role: Role, *, due: date | None) -> Item:
    path = f"/performance/relazioni/{one.year}" + (f"/{form}" if form else "")
    told = one.state != State.DRAFT  # those of the next step had a letter
    return Item(Task(REPORT, f"{REPORT}:{one.id}:{form or 'bozza'}", action, one.title, path, due_on=due, told=told), roles=(role,))


def _to_begin(lines: list[reports.YearLine], on: date) -> Iterator[Item]:
    """Of the year that is just over: of older ones that nobody reported on, nobody is reminded."""
    for line in lines:
        if line.report is None and line.year == on.year - 1:
            path = f"/performance/relazioni/{line.year}"
            task = Task(
                REPORT,
                f"{REPORT}:{line.year}:comincia",
                "Prepara la relazione sulla performance",
                name(line.year, 0),
                path,
                due_on=line.due_on,
            )
            yield Item(task, roles=(Role.PERFORMANCE,))


sources.register(Source(REPORT, "Relazione sulla performance", items=of_reports, permission=Permission.PERFORMANCE_REPORT_DRAFT))
