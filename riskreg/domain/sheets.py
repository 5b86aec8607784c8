"""The sheet of a process on paper: codes, order, and what goes where when a thing is divided or joined with others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from riskreg.domain.codes import fold_code
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import join_words, tidy, write_date


def stated(text: str, field: str, sentence: str) -> str:
    """A line that must say something, without stray spaces."""
    text = tidy(text)
    if not text:
        raise RuleBroken(sentence, field)
    return text


def check_start(active_from: date, today: date) -> None:
    """Plans look a year ahead; a later day is a slip of the finger.

    >>> check_start(date(2199, 1, 1), date(2026, 11, 21))
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Scegli un giorno entro un anno da oggi: al più tardi il 21/11/2027.
    """
    latest = a_year_after(today)
    if active_from > latest:
        raise RuleBroken(f"Scegli un giorno entro un anno da oggi: al più tardi il {write_date(latest)}.", "active_from")


def a_year_after(day: date) -> date:
    """
    >>> a_year_after(date(2028, 2, 29))
    datetime.date(2029, 2, 28)
    """
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def next_code(prefix: str, taken: Iterable[str], width: int = 2) -> str:
    """The first number after those in use; holes stay holes, since a code that was once printed means what it meant.

    >>> next_code("B.", ["B.01", "b. 08", "B.1.9", "A.22"]), next_code("B.08.M", [], width=1)
    ('B.09', 'B.08.M1')
    """
    start = fold_code(prefix)
    tails = [fold_code(code).removeprefix(start) for code in taken if fold_code(code).startswith(start)]
    last = max((int(tail) for tail in tails if tail.isdecimal() and len(tail) < 9), default=0)
    return f"{prefix}{last + 1:0{width}d}"


def shifted(order: Sequence[int], which: int, steps: int) -> list[int]:
    """The order after one thing went up (steps < 0) or down; at the ends it stays.

    >>> shifted([1, 2, 3], 3, -1), shifted([1, 2, 3], 1, -1)
    ([1, 3, 2], [1, 2, 3])
    """
    place = order.index(which)
    rest = [one for one in order if one != which]
    rest.insert(min(max(place + steps, 0), len(rest)), which)
    return rest


def put_after(order: Sequence[int], which: int, after: int) -> list[int]:
    """The order with one thing right after another; first, where that is none of them.

    >>> put_after([1, 2, 3], 3, 1), put_after([1, 2, 3], 3, 0)
    ([1, 3, 2], [3, 1, 2])
    """
    rest = [one for one in order if one != which]
    rest.insert(rest.index(after) + 1 if after in rest else 0, which)
    return rest


def check_order(order: Sequence[int], present: Collection[int]) -> None:
    if sorted(order) != sorted(present):
        raise RuleBroken("Nel frattempo l'elenco è cambiato: ricarica la pagina e riordina di nuovo.")


def check_parts(names: Sequence[str], there: Collection[int], places: Mapping[int, int], *, one: str, many: str) -> None:
    """A thing is divided into two or more, and all that it held goes to exactly one of them.

    >>> check_parts(["Primo", "Secondo"], [7, 8], {7: 0}, one="la fase", many="le fasi")
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Scegli dove va ciascuna: manca la scelta per una o più voci.
    """
    if len(names) < 2:
        raise RuleBroken(f"Per dividere {one} servono almeno due nuove voci: scrivi il nome di ciascuna.", "parts")
    if any(not tidy(name) for name in names):
        raise RuleBroken("Scrivi il nome di ciascuna delle nuove voci.", "parts")
    if set(there) - set(places):
        raise RuleBroken("Scegli dove va ciascuna: manca la scelta per una o più voci.", "parts")
    if set(places) - set(there):
        raise RuleBroken(f"Nel frattempo {many} sono cambiate: ricarica la pagina e scegli di nuovo.")
    if not all(0 <= place < len(names) for place in places.values()):
        raise RuleBroken("Una delle scelte porta a una voce che non hai descritto: scrivi il suo nome o scegline un'altra.", "parts")


def check_merger(target: int | None, others: Collection[int], sentence: str) -> None:
    """Joining needs at least one thing besides the one that stays."""
    if not [one for one in others if one != target]:
        raise RuleBroken(sentence, "others")


def joined_notes(notes: Iterable[str]) -> str:
    """What several owners wrote of one factor, each once, in the order in which it came.

    >>> joined_notes(["Due soli addetti", "", "Due soli addetti", "Nessun turno"])
    'Due soli addetti\\nNessun turno'
    """
    return "\n".join(dict.fromkeys(note for note in notes if note))


def joined_texts(texts: Iterable[str]) -> str:
    """Long texts that become one: each once, its paragraphs apart.

    >>> joined_texts(["Istanza", "", "Istanza", "D'ufficio"])
    "Istanza\\n\\nD'ufficio"
    """
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def check_retirement(active_from: date, on: date, today: date, assessed: int | None = None) -> None:
    """`assessed`: the last year with an approved assessment. A process ends no earlier than the first day of that year.

    >>> check_retirement(date(2020, 1, 1), date(2025, 12, 31), date(2026, 6, 1), 2026)
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Ha una valutazione approvata per il 2026: scegli un giorno dal 01/01/2026 in poi.
    """
    if on < active_from:
        raise RuleBroken(f"È attivo dal {write_date(active_from)}: scegli un giorno successivo.", "on")
    if on > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: registra il ritiro quando avviene.", "on")
    if assessed is not None and on.year < assessed:
        raise RuleBroken(
            f"Ha una valutazione approvata per il {assessed}: scegli un giorno dal {write_date(date(assessed, 1, 1))} in poi.", "on"
        )


def check_passage(active_from: date, on: date, today: date) -> None:
    """A process passes elsewhere while it is there, and today at the latest."""
    if on < active_from:
        raise RuleBroken(f"È attivo dal {write_date(active_from)}: scegli questo giorno o uno successivo.", "on")
    if on > today:
        raise RuleBroken("Scegli un giorno non successivo a oggi: registra lo spostamento quando avviene.", "on")


def check_no_processes(area: str, codes: Sequence[str]) -> None:
    """An area with processes in it does not retire from under them."""
    if codes:
        shown = join_words([*codes[:5], "altri"] if len(codes) > 5 else list(codes))
        raise WrongState(f"In {area} ci sono ancora processi ({shown}): prima spostali o ritirali.")
