"""What is measured: a line per piece of work, ours beside the floor's. A new page adds its line here, and its floor."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from bench.client import Client

Ask = Callable[[], object]
Asker = Callable[[Client, int], Ask]
"""Given a client and its number among those that ask at once, what it asks again and again."""

UNIT, USER = 30, 45
"""The sheets that are read: an office with its past and people, a referente with more than one role."""

FIRST_SAVED = 31
"""The sheets that are saved: each client has one of its own."""


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


def save_bare_unit(client: Client, number: int) -> Ask:
    positions = count(200_000)
    return lambda: client.post(f"/unit/{FIRST_SAVED + number}", {"position": str(next(positions))})


def value_of(page: bytes, name: str) -> str:
    """What a form's control shows as filled in."""
    tag = re.search(rb"<input[^>]*name=\"" + name.encode() + rb"\"[^>]*>", page)
    value = re.search(rb"value=\"([^\"]*)\"", tag[0]) if tag else None
    return value[1].decode() if value else ""


LIST, TRAIL, SHEET, UNIT_SHEET, SAVE, FIRST_PAGE, CSV, XLSX = "list", "trail", "sheet", "unit_sheet", "save", "first_page", "csv", "xlsx"

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
    Work("users as CSV", CSV, "/organizzazione/utenti?formato=csv", "/users?as=csv", one_client_only=True),
    Work("users as XLSX", XLSX, "/organizzazione/utenti?formato=xlsx", "/users?as=xlsx", one_client_only=True),
)

MIXED: tuple[Any, ...] = tuple(work for work in WORKS if isinstance(work.ours, str) and isinstance(work.floor, str))
"""What both servers do before their memory is weighed."""
