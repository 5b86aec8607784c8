"""The first page: what waits for me, group by group; what stands in somebody's hands as a number is a row among the others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from flask import url_for

from riskreg.dashboards import queries
from riskreg.domain.italian import join_words, plural, write_date, write_number
from riskreg.domain.permissions import Person
from riskreg.domain.waiting import Group, Task, grouped
from riskreg.waiting import queries as waiting
from riskreg.waiting import sources

HOUSE = "house"
OWN, OTHERS = "mio", "altri"
AT_FIRST, AT_MOST, MANY = 12, 500, 8
TONES: Mapping[Group, str] = {Group.URGENT: "danger", Group.LATE: "danger", Group.THIS_WEEK: "warning", Group.THIS_MONTH: "info"}


class Row(NamedTuple):
    """One thing to do: what, of what, by when; in whose place; where it is done."""

    action: str
    title: str
    note: str
    when: str
    lent_by: str
    url: str


class Block(NamedTuple):
    """A group of them. `more`: the words and address of those that are not shown yet."""

    group: Group
    total: int
    rows: Sequence[Row]
    tone: str
    more: tuple[str, str] | None = None


class Choice(NamedTuple):
    """One of the ways to look at them."""

    label: str
    url: str
    is_shown: bool


class Work(NamedTuple):
    """The page. `total`: of all that waits, whatever is shown of it."""

    said: str
    blocks: Sequence[Block]
    total: int
    choices: Sequence[Sequence[Choice]]


def shown(person: Person, asked: Mapping[str, str], on: date) -> Work:
    tasks = waiting.of_person(person, on)
    whose, kind = asked.get("di", ""), asked.get("cosa", "")
    ours = [one for one in tasks if whose not in (OWN, OTHERS) or bool(one.lent_by) is (whose == OTHERS)]
    seen = [one for one in ours if not kind or one.kind == kind]
    groups = grouped(seen, on)
    blocks = [_block(group, those, asked, on) for group, those in groups if asked.get("gruppo", group) == group]
    return Work(_said(grouped(tasks, on)), blocks, len(tasks), [each for each in (_by_whom(tasks, whose), _by_kind(ours, asked)) if each])


def _said(groups: Sequence[tuple[Group, Sequence[Task]]]) -> str:
    """In a sentence, what cannot wait."""
    counts = {group: len(those) for group, those in groups}
    urgent, late, soon = (counts.get(group, 0) for group in (Group.URGENT, Group.LATE, Group.THIS_WEEK))
    parts = [plural(urgent, "cosa è da risolvere subito", "cose sono da risolvere subito")] if urgent else []
    parts += [plural(late, "cosa è in ritardo", "cose sono in ritardo")] if late else []
    parts += [plural(soon, "cosa scade entro 7 giorni", "cose scadono entro 7 giorni")] if soon else []
    said = join_words(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else "Niente è in ritardo e niente scade entro 7 giorni." if counts else ""


def _block(group: Group, those: Sequence[Task], asked: Mapping[str, str], on: date) -> Block:
    most = AT_MOST if asked.get("gruppo") == group else AT_FIRST
    more = None
    if len(those) > most and most == AT_FIRST:
        more = (f"Mostra tutte: {write_number(len(those))}", _address(asked, gruppo=group.value))
    return Block(group, len(those), [_row(one, on) for one in those[:most]], TONES.get(group, "neutral"), more)


def _row(one: Task, on: date) -> Row:
    return Row(one.action, one.title, one.note, _when(one.due_on, on), one.lent_by, one.path)


def _when(due_on: date | None, on: date) -> str:
    if due_on is None:
        return ""
    days = (due_on - on).days
    if days < 0:
        return f"Scaduta il {write_date(due_on)}, da {plural(-days, 'giorno', 'giorni')}"
    return "Entro oggi" if days == 0 else "Entro domani" if days == 1 else f"Entro il {write_date(due_on)}"


def _by_whom(tasks: Sequence[Task], whose: str) -> list[Choice]:
    """Only for whoever stands in for somebody."""
    lent = sum(bool(one.lent_by) for one in tasks)
    if not lent:
        return []
    pairs = (("Tutto", "", len(tasks)), ("Solo mio", OWN, len(tasks) - lent), ("Per conto di altri", OTHERS, lent))
    return [Choice(f"{label} ({write_number(many)})", _address({}, di=name), whose == name) for label, name, many in pairs]


def _by_kind(tasks: Sequence[Task], asked: Mapping[str, str]) -> list[Choice]:
    """Only where there are several, among more rows than one reads at a glance."""
    counts, labels, kept = Counter(one.kind for one in tasks), sources.labels(), {"di": asked.get("di", "")}
    if len(counts) < 2 or len(tasks) < MANY:
        return []
    every = Choice(f"Ogni tipo ({write_number(len(tasks))})", _address(kept), not asked.get("cosa"))
    found = [(labels.get(kind, kind), kind, many) for kind, many in counts.items()]
    return [
        every,
        *(
            Choice(f"{label} ({write_number(many)})", _address(kept, cosa=kind), asked.get("cosa") == kind)
            for label, kind, many in sorted(found)
        ),
    ]


def _address(kept: Mapping[str, str], **changed: str) -> str:
    told = {name: kept.get(name, "") for name in ("di", "cosa", "gruppo")} | changed
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{url_for('dashboards.home')}{'?' if query else ''}{query}"


def in_the_house(person: Person, on: date) -> Iterator[Task]:
    """What those who look after the house find as numbers."""
    for thing in queries.waiting(person, on):
        action = f"{thing.shown or write_number(int(str(thing.count)))} {thing.label}"
        path = url_for(thing.endpoint, **thing.arguments)  # type: ignore[arg-type]  # its own options are not among them
        yield Task(HOUSE, f"{HOUSE}:{thing.one}", action, "", path, note=thing.note, is_urgent=thing.tone == "danger")


sources.register(sources.Source(HOUSE, "Organizzazione e riskreg", of_person=in_the_house))
