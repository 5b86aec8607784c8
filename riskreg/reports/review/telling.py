"""The review of a campaign in plain Italian, for those who decide on the plan: what rose, what fell, why, what it asks of them. Two pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil
from textwrap import shorten

from riskreg.domain.italian import plural, write_number
from riskreg.domain.review import Came, Moved, Review, Sheet
from riskreg.reports.plan.story import Bullets, Column, Facts, Heading, Part, Table, Text, Told

MOST_SHEETS, MOST_QUESTIONS, MOST_EVENTS = 12, 4, 4
MOST_REASONS, LONGEST_REASON = 2, 110
LINES, SPARE_LINES, TITLE_LINE, WHY_LINE = 54, 12, 26, 50
"""What two pages hold; how many more there are is said. Of the two tables together so many lines, of so many letters in each column; some more
where there is nothing to say of new risks and proposals."""

PROVISIONAL = "PROVVISORIO"


def delta(found: Review, author: str, at: datetime, *, is_final: bool) -> Told:
    return Told(
        title=f"Riesame dei rischi {found.year}",
        subtitle="Che cosa è cambiato e perché" if found.before is None else f"Che cosa è cambiato dal {found.before} e perché",
        author=author,
        at=at,
        state="" if is_final else PROVISIONAL,
        cover=(),
        parts=tuple(_parts(found)),
        is_short=True,
    )


def _parts(found: Review) -> Iterator[Part]:
    yield Text(_in_short(found))
    yield Facts(tuple(_figures(found)))
    yield from _moved(found)
    yield from _questions(found)
    yield from _risks(found)
    yield from _left(found)


def _in_short(found: Review) -> str:
    """The whole of it in three sentences."""
    valued = f"Sono stati valutati {plural(len(found.approved), 'processo', 'processi')} su {write_number(len(found.sheets))}."
    if found.before is None:
        return f"{valued} È il primo anno: non c'è un anno con cui confrontare."
    if not found.same_scale:
        return f"{valued} I due anni sono misurati con metodologie diverse: le fasce e le medie non si confrontano."
    up, down = len(found.up), len(found.down)
    return (
        f"{valued} {plural(up, 'processo sale di fascia', 'processi salgono di fascia', 'Nessun processo sale di fascia')}, "
        f"{plural(down, 'processo scende', 'processi scendono', 'nessuno scende')}; {_mean_said(found)}"
    )


def _mean_said(found: Review) -> str:
    now, before = found.mean_now.value, found.mean_before.value
    if now is None or before is None:
        return "non c'è una media da confrontare."
    way = "resta" if now == before else "sale" if now > before else "scende"
    tail = f"a {write_number(now, 2)}" if now == before else f"da {write_number(before, 2)} a {write_number(now, 2)}"
    return f"il rischio residuo medio{_whose(found)} {way} {tail}."


def _whose(found: Review) -> str:
    """Which processes the two means are about, where it is not all of them."""
    if found.is_like_with_like:
        return ""
    those = len(found.in_both)
    return f" {'del processo valutato' if those == 1 else f'dei {write_number(those)} processi valutati'} in tutti e due gli anni"


def _figures(found: Review) -> Iterator[tuple[str, str]]:
    yield "Rischio residuo medio", _number(found.mean_of_all.value)
    if found.before is not None and found.same_scale and found.in_both:
        if not found.is_like_with_like:
            yield f"Solo i processi valutati anche nel {found.before}", _number(found.mean_now.value)
        yield f"Gli stessi processi nel {found.before}", _number(found.mean_before.value)
    yield "Confermati senza cambiamenti", f"{write_number(len(found.confirmed))} su {write_number(len(found.approved))}"
    if found.unfinished:
        yield "Schede non approvate", write_number(len(found.unfinished))


def _number(value: object) -> str:
    return "—" if value is None else write_number(value, 2)  # type: ignore[arg-type]  # a Decimal where there is one


def _moved(found: Review) -> Iterator[Part]:
    if found.before is None or not found.same_scale:
        return
    up, down = (
        [(each.title, _came(each.before), _came(each.now), _why(each)) for each in those[:MOST_SHEETS]] for those in (found.up, found.down)
    )
    lines = LINES if _has_risks(found) else LINES + SPARE_LINES
    for title, anchor, sheets, told, others in (
        ("Salgono di fascia", "salgono", found.up, up, down), ("Scendono di fascia", "scendono", found.down, down, up),
    ):  # fmt: skip
        yield Heading(2, title, anchor)
        if not sheets:
            yield Text("Nessun processo.")
            continue
        columns = (Column("Processo", 3), Column(f"Nel {found.before}", 1.4), Column(f"Nel {found.year}", 1.4), Column("Perché", 5))
        rows = tuple(_fitting(told, max(lines // 2, lines - sum(map(_height, others)))))
        yield Table(title, columns, rows)
        yield from _others(len(sheets) - len(rows), "altro processo", "altri processi")


def _fitting(rows: Sequence[tuple[str, ...]], lines: int) -> Iterator[tuple[str, ...]]:
    """As many as these lines hold, the first in any case."""
    for place, row in enumerate(rows):
        lines -= _height(row)
        if lines < 0 and place:
            return
        yield row


def _height(row: tuple[str, ...]) -> int:
    return 1 + max(ceil(len(row[0]) / TITLE_LINE), sum(ceil(len(line) / WHY_LINE) for line in row[-1].split("\n")))


def _came(came: Came | None) -> str:
    if came is None:
        return "—"
    return came.band if came.residual is None else f"{came.band} ({write_number(came.residual, 2)})"


def _why(sheet: Sheet) -> str:
    """The judgment on the band first: it is what moved it; then the answers, each with its reason, those that moved the same way before the others. Long ones are cut: two pages are two pages."""
    said = [sheet.band_because] if sheet.band_because else []
    said += [f"{each.about}{_against(each, sheet)}: {each.because or 'risposta cambiata'}" for each in sheet.telling]
    more = len(said) - MOST_REASONS
    shown = [shorten(each, LONGEST_REASON, placeholder="…") for each in said[:MOST_REASONS]]
    return "\n".join([*shown, *([f"E {plural(more, 'altra risposta', 'altre risposte')}."] if more > 0 else [])]) or sheet.without_answers


def _against(moved: Moved, sheet: Sheet) -> str:
    """An answer that moved the other way says so: it is no reason for what happened."""
    if moved.step * sheet.step >= 0:
        return ""
    return " (aumenta il rischio)" if moved.step > 0 else " (riduce il rischio)"


def _questions(found: Review) -> Iterator[Part]:
    moved = list(found.criteria.items())
    if not moved:
        return
    yield Heading(2, "Le risposte che cambiano più spesso", "domande")
    yield Bullets(tuple(f"{name}: {plural(count, 'processo', 'processi')}" for name, count in moved[:MOST_QUESTIONS]))


def _has_risks(found: Review) -> bool:
    return bool(found.new_events or found.retired_events or found.proposals)


def _risks(found: Review) -> Iterator[Part]:
    if not _has_risks(found):
        return
    yield Heading(2, "Rischi e proposte", "rischi")
    for title, events in (("Rischi nuovi.", found.new_events), ("Rischi ritirati.", found.retired_events)):
        if events:
            yield Text(title)
            yield from _some(events)
    if found.proposals:
        accepted = sum(each.outcome == "Accolta" for each in found.proposals)
        yield Text(
            f"Chi ha compilato le schede ha fatto {plural(len(found.proposals), 'proposta', 'proposte')}: "
            f"{plural(accepted, 'accolta', 'accolte', 'nessuna accolta')}."
        )


def _some(lines: Sequence[str]) -> Iterator[Part]:
    yield Bullets(tuple(lines[:MOST_EVENTS]))
    yield from _others(len(lines) - MOST_EVENTS, "altro", "altri")


def _others(count: int, one: str, many: str) -> Iterator[Part]:
    if count > 0:
        yield Text(f"E {plural(count, one, many)}: l'elenco intero è nel riesame.", is_note=True)


def _left(found: Review) -> Iterator[Part]:
    """What is asked of those who read it."""
    risky = [each for each in found.up if each.now is not None]
    if not risky and not found.unfinished:
        return
    yield Heading(2, "Che cosa chiede al piano", "piano")
    said = []
    if risky:
        said.append(
            f"Rivedere le misure {'del processo che sale' if len(risky) == 1 else f'dei {len(risky)} processi che salgono'} di fascia."
        )
    if found.unfinished:
        said.append(
            f"Completare la valutazione {'di un processo che non è stato approvato' if len(found.unfinished) == 1 else f'di {len(found.unfinished)} processi non approvati'}."
        )
    yield Bullets(tuple(said))
