"""What is measured: a line per piece of work, ours beside the floor's. A new page adds its line here, and its floor."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, cycle
from typing import Any

from bench.client import Client
from bench.register import YEARS

Ask = Callable[[], object]
Asker = Callable[[Client, int], Ask]
"""Given a client and its number among those that ask at once, what it asks again and again."""

UNIT, USER = 30, 45
"""The sheets that are read: an office with its past and people, a referente with more than one role."""

PROCESS, MEASURE, METHODOLOGY = 30, 100, 3
APPROVED = 6 * PROCESS - 1
"""The assessment of that process for the last year."""

FIRST_SAVED, FIRST_PROCESS, FIRST_ANSWERED = 31, 41, 21
"""The sheets that are saved, of units and of processes, and the processes whose drafts are: each client has one of its own. One process
in forty is done no longer, and is not saved."""


@dataclass(frozen=True)
class Work:
    """`kind` names its limits in limits.json; `grows` says that ten times the data must not change it."""

    name: str
    kind: str
    ours: str | Asker
    floor: str | Asker
    grows: bool = False
    one_client_only: bool = False


def asking(what: str | Asker, client: Client, number: int) -> Ask:
    if isinstance(what, str):
        return lambda: client.get(what)
    return what(client, number)


def save_unit(client: Client, number: int) -> Ask:
    """The form sent again and again as a person would: with the version it was opened on, always with a change."""
    path = f"/organizzazione/unita/{FIRST_SAVED + number}/modifica"
    form = client.get(path)
    code = value_of(form.body, "code")
    versions, positions = count(int(form.hidden["version"])), count(200_000)

    def save() -> None:
        sent = {"csrf_token": client.token, "seen": form.hidden["seen"], "code": code}
        client.post(path, sent | {"version": str(next(versions)), "position": str(next(positions))})

    return save


def save_process(client: Client, number: int) -> Ask:
    """The sheet, with other words each time."""
    path = f"/registro/processi/{FIRST_PROCESS + number}/modifica"
    form = client.get(path)
    versions, texts = count(int(form.hidden["version"])), count()
    shown = {name: value_of(form.body, name) for name in ("code", "name")}

    def save() -> None:
        sent = {"csrf_token": client.token, "seen": form.hidden["seen"], **shown, "input": "", "output": ""}
        client.post(path, sent | {"version": str(next(versions)), "description": f"Descrizione n. {next(texts)}"})

    return save


def save_bare_process(client: Client, number: int) -> Ask:
    texts = count()
    return lambda: client.post(f"/process/{FIRST_PROCESS + number}", {"description": f"Descrizione n. {next(texts)}"})


def save_answers(client: Client, number: int) -> Ask:
    """Every criterion of a draft answered again, one and then the other; never first with what stands there, which would change nothing and
    leave the next version behind."""
    path = f"/valutazioni/{draft_of(FIRST_ANSWERED + number)}/risposte"
    form = client.get(path)
    criteria = sorted({name.decode() for name in ANSWERS.findall(form.body)})
    versions, given = count(int(form.hidden["version"])), cycle("32" if GIVEN.search(form.body) else "23")

    def save() -> None:
        sent = {"csrf_token": client.token, "seen": form.hidden["seen"], "version": str(next(versions)), "effectiveness": "assente"}
        client.post(path, sent | dict.fromkeys(criteria, next(given)))

    return save


def save_bare_answers(client: Client, number: int) -> Ask:
    one = draft_of(FIRST_ANSWERED + number)
    page, given = client.get(f"/assessment/{one}"), cycle("23")
    criteria = sorted({name.decode() for name in CRITERIA.findall(page.body)})
    return lambda: client.post(f"/assessment/{one}", dict.fromkeys(criteria, next(given)))


def draft_of(process: int) -> int:
    """Each of the first processes has five assessments that are approved, and one that is not."""
    return (len(YEARS) + 1) * process


def save_bare_unit(client: Client, number: int) -> Ask:
    positions = count(200_000)
    return lambda: client.post(f"/unit/{FIRST_SAVED + number}", {"position": str(next(positions))})


def value_of(page: bytes, name: str) -> str:
    """What a form's control shows as filled in."""
    tag = re.search(rb"<input[^>]*name=\"" + name.encode() + rb"\"[^>]*>", page)
    value = re.search(rb"value=\"([^\"]*)\"", tag[0]) if tag else None
    return value[1].decode() if value else ""


GIVEN = re.compile(rb'<input checked id="answer_[^"]+-2"')
ANSWERS, CRITERIA = re.compile(rb'name="(answer_[^"]+)"'), re.compile(rb'type="radio" name="([^"]+)"')
LIST, TRAIL, SHEET, UNIT_SHEET, SAVE, FIRST_PAGE, CSV, XLSX = "list", "trail", "sheet", "unit_sheet", "save", "first_page", "csv", "xlsx"
DASHBOARD, SEARCH = "dashboard", "search"

WORKS: tuple[Work, ...] = (
    Work("list of users", LIST, "/organizzazione/utenti", "/users", grows=True),
    Work("… filtered by name", LIST, "/organizzazione/utenti?cerca=riva", "/users?q=riva"),
    Work("… by e-mail, descending", LIST, "/organizzazione/utenti?ordina=email&verso=disc", "/users?sort=email"),
    Work("list of units", LIST, "/organizzazione/unita", "/units", grows=True),
    Work("… page 7", LIST, "/organizzazione/unita?pagina=7", "/units?page=7"),
    Work("trail", TRAIL, "/registro-attivita", "/trail", grows=True),
    Work("… of one kind of event", TRAIL, "/registro-attivita?evento=user%3Asheet%3Achanged", "/trail?q=user:sheet:changed"),
    Work("… page 1,900", TRAIL, "/registro-attivita?pagina=1900", "/trail?page=1900"),
    Work("sheet of a unit", UNIT_SHEET, f"/organizzazione/unita/{UNIT}", f"/unit/{UNIT}", grows=True),
    Work("sheet of a user", SHEET, f"/organizzazione/utenti/{USER}", f"/user/{USER}", grows=True),
    Work("history of a unit", SHEET, f"/organizzazione/unita/{UNIT}/cronologia", f"/history/org_unit:{UNIT}"),
    Work("save a unit, with its entry", SAVE, save_unit, save_bare_unit, grows=True),
    Work("first page", FIRST_PAGE, "/", "/figures", grows=True),
    Work("list of processes", LIST, "/registro", "/processes", grows=True),
    Work("… by residual risk, descending", LIST, "/registro?ordina=residual&verso=disc", "/processes?sort=residual"),
    Work("… with a factor", LIST, "/registro?fattore=a", "/processes?factor=a"),
    Work("… of a unit and those below", LIST, "/registro?unita=2", "/processes?unit=2"),
    Work("… by a word of the sheet", LIST, "/registro?cerca=firma", "/processes?words=firma"),
    Work("list of risk events", LIST, "/registro/eventi", "/events", grows=True),
    Work("… with a factor of theirs", LIST, "/registro/eventi?fattore=a", "/events?factor=a"),
    Work("… without measures", LIST, "/registro/eventi?misure=senza", "/events?without=1"),
    Work("list of measures", LIST, "/misure", "/measures", grows=True),
    Work("… of an owner", LIST, "/misure?responsabile=10", "/measures?owner=10"),
    Work("… by a common word", LIST, "/misure?cerca=campione", "/measures?words=campione"),
    Work("… that are late", LIST, "/misure?stato=in_ritardo", "/measures?late=1"),
    Work("… due in a month", LIST, "/misure?scadenza=2026-12", "/measures?month=12"),
    Work("… by deadline", LIST, "/misure?ordina=timing", "/measures?sort=due"),
    Work("… with names to link", LIST, "/misure?responsabile=da_collegare", "/measures?unlinked=1"),
    Work("… page 500", LIST, "/misure?pagina=500", "/measures?page=500"),
    Work("list of assessments", LIST, "/valutazioni?anno=2026", "/assessments", grows=True),
    Work("sheet of a process", SHEET, f"/registro/processi/{PROCESS}", f"/process/{PROCESS}", grows=True),
    Work("history of a process", SHEET, f"/registro/processi/{PROCESS}/cronologia", f"/sheet-history/{PROCESS}"),
    Work("sheet of a measure", SHEET, f"/misure/{MEASURE}", f"/measure/{MEASURE}", grows=True),
    Work("an assessment", SHEET, f"/valutazioni/{APPROVED}", f"/assessment/{APPROVED}", grows=True),
    Work("why this score", SHEET, f"/valutazioni/{APPROVED}/perche", f"/assessment/{APPROVED}"),
    Work("form of an assessment", SHEET, f"/valutazioni/{draft_of(PROCESS)}/risposte", f"/assessment/{draft_of(PROCESS)}", grows=True),
    Work("a methodology", SHEET, f"/metodologia/{METHODOLOGY}", f"/assessment/{APPROVED}"),
    Work("save a process", SAVE, save_process, save_bare_process, grows=True),
    Work("save an assessment", SAVE, save_answers, save_bare_answers, grows=True),
    Work("list of indicators", LIST, "/performance?anno=2025", "/indicators", grows=True),
    Work("… that fell short", LIST, "/performance?anno=2025&esito=scostamenti", "/indicators?short=1"),
    Work("performance over the years", DASHBOARD, "/performance/andamento", "/attainment", grows=True),
    Work("figures and pictures of a year", DASHBOARD, "/cruscotto", "/board", grows=True),
    Work("search, one word", SEARCH, "/cerca?testo=firma", "/search?q=firma"),
    Work("search, three words", SEARCH, "/cerca?testo=controllo+a+campione", "/search?q=controllo+a+campione"),
    Work("search, one letter", SEARCH, "/cerca?testo=a", "/search?q=a"),
    Work("risk events as CSV", CSV, "/registro/eventi?formato=csv", "/events?as=csv", one_client_only=True),
    Work("risk events as XLSX", XLSX, "/registro/eventi?formato=xlsx", "/events?as=xlsx", one_client_only=True),
    Work("users as CSV", CSV, "/organizzazione/utenti?formato=csv", "/users?as=csv", one_client_only=True),
    Work("users as XLSX", XLSX, "/organizzazione/utenti?formato=xlsx", "/users?as=xlsx", one_client_only=True),
)

MIXED: tuple[Any, ...] = tuple(
    work
    for work in WORKS
    if isinstance(work.ours, str) and isinstance(work.floor, str) and "as CSV" not in work.name and "as XLSX" not in work.name
)
"""What both servers do before their memory is weighed."""
