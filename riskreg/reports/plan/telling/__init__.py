"""From contents to what stands in a document, in order: Allegato A, and section 2.3 whole or by part."""

from collections.abc import Callable, Iterator, Mapping

from riskreg.core.clock import ROME
from riskreg.domain.italian import write_date
from riskreg.domain.narrative import Place
from riskreg.reports.plan.contents import EditionSaid, PlanContents
from riskreg.reports.plan.story import Heading, NewPage, Part, Prose, Text, Told
from riskreg.reports.plan.telling import consultation, figures, measures, method, processes, words, written

DRAFT = "BOZZA"
ANNEX, SECTION = "Allegato A – Rischi e misure", "Sezione 2.3 – Rischi corruttivi e trasparenza"


def _figures(contents: PlanContents) -> Iterator[Part]:
    if contents.objectives or any(each.place == Place.OPENING for each in contents.sections):
        yield NewPage()
    yield from figures.told(contents)
    yield from method.told(contents)


def _processes(contents: PlanContents) -> Iterator[Part]:
    yield from written.before(contents, Place.SHEETS)
    yield from processes.told(contents)


def _measures(contents: PlanContents) -> Iterator[Part]:
    yield from written.before(contents, Place.MEASURES)
    yield from measures.told(contents)


Tell = Callable[[PlanContents], Iterator[Part]]

CONSULTATION = "consultazione"
"""In the whole documents only where there was one."""

PARTS: Mapping[str, tuple[str, Tell]] = {
    "apertura": ("Obiettivi e testi di apertura", written.opening),
    "cifre": ("Cifre e metodo", _figures),
    "processi": ("Schede dei processi", _processes),
    "misure-generali": ("Misure generali", _measures),
    CONSULTATION: ("Consultazione", consultation.told),
    "chiusura": ("Testi di chiusura", written.closing),
}
"""Of section 2.3, for who puts only one of them in another document."""


def annex(contents: PlanContents) -> Told:
    """All that there is."""
    parts = [*_premise(contents), *_all(contents)]
    return _told(contents, ANNEX, f"Piano {contents.edition.name}", parts)


def section(contents: PlanContents, part: str = "") -> Told:
    """Whole, or one of its `PARTS`."""
    if part:
        label, tell = PARTS[part]
        parts = list(tell(contents)) or [Text("Questa edizione non dice nulla in questa parte.")]
        return _told(contents, SECTION, f"{label}, piano {contents.edition.name}", parts)
    return _told(contents, SECTION, f"Piano {contents.edition.name}", [*_premise(contents), *_all(contents)])


def _all(contents: PlanContents) -> Iterator[Part]:
    for name, (_label, tell) in PARTS.items():
        if name != CONSULTATION or contents.consultation is not None:
            yield from tell(contents)


def _told(contents: PlanContents, title: str, subtitle: str, parts: list[Part]) -> Told:
    """Every chapter but the first begins a page; the page lies on its side where tables are wide."""
    edition = contents.edition
    return Told(
        title,
        subtitle,
        contents.body.name,
        contents.gathered_at,
        "" if edition.is_final else DRAFT,
        _cover(contents, edition),
        tuple(written.with_tables_apart(parts)),
    )


def _cover(contents: PlanContents, edition: EditionSaid) -> tuple[tuple[str, str], ...]:
    day = contents.gathered_at.astimezone(ROME).date()
    lines = [("Triennio", f"{edition.first_year}–{edition.last_year}")]
    if edition.revision:
        lines.append(("Revisione", str(edition.revision)))
    if edition.adopted_on is not None:
        lines.append(("Adottato da", edition.act_body))
        lines.append(("Atto", f"{edition.act_number} del {write_date(edition.adopted_on)}"))
    else:
        lines.append(("Stato", f"{edition.state}: il piano non è ancora adottato"))
    if edition.published_on is not None:
        lines.append(("Pubblicato il", write_date(edition.published_on)))
    lines.append(("Registro letto il", write_date(day)))
    return tuple(lines)


def _premise(contents: PlanContents) -> Iterator[Part]:
    year = contents.register.year
    yield Heading(1, "Premessa", "premessa")
    yield Text(
        f"Questo documento dice dove potrebbe entrare la corruzione nell'attività {words.body(contents.body.name)} e che cosa si fa per impedirlo: "
        f"{'gli obiettivi strategici, ' if contents.objectives else ''}le cifre del piano, il metodo con cui si misura il rischio, una scheda per ogni processo, le misure generali per classe"
        + (", che cosa ha proposto chi è stato consultato e che risposta ha avuto." if contents.consultation else ".")
    )
    yield Text(
        f"Le valutazioni sono quelle approvate per il {year}, primo anno del piano. Processi, eventi e misure specifiche sono quelli del registro "
        "nel giorno indicato all'inizio; le misure che il piano elenca sono come il piano le scrive."
    )
    if contents.edition.note:
        yield Prose(contents.edition.note)
