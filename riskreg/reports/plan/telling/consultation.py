"""How stakeholders were heard: the notice, what each proposed, what came of it and why."""

from collections.abc import Iterator

from riskreg.domain.consultation import OUTCOME_LABELS
from riskreg.domain.italian import join_words, plural, write_date
from riskreg.reports.plan.contents import ConsultationSaid, ContributionSaid, PlanContents
from riskreg.reports.plan.story import Cell, Column, Facts, Heading, NewPage, Part, Prose, Table, Text
from riskreg.reports.plan.telling import words

NOT_YET = "senza esito"
NONE_CAME = "Nessun contributo pervenuto."
HEADS = (
    Column("N.", 0.7), Column("Da chi", 2.2), Column("Arrivato il", 1.6), Column("Di che cosa parla", 2.1), Column("Contributo", 4), Column("Esito", 1.4),
    Column("Motivazione", 4),
)  # fmt: skip


def told(contents: PlanContents) -> Iterator[Part]:
    """On pages that lie on their side. Where nobody was consulted it says so."""
    yield NewPage(landscape=True)
    yield Heading(1, "Consultazione", "consultazione")
    found = contents.consultation
    if found is None:
        yield Text("Su questa edizione non è registrata nessuna consultazione.")
        return
    yield from _notice(found)
    yield Heading(2, "I contributi", "consultazione-contributi")
    if not found.contributions:
        yield Text(NONE_CAME if found.is_over else "Non è ancora arrivato nessun contributo.")
        return
    yield Text(_counted(found))
    yield Table("Contributi alla consultazione, con l'esito di ciascuno", HEADS, tuple(_row(one) for one in in_order(found)))


def _notice(found: ConsultationSaid) -> Iterator[Part]:
    pairs: list[tuple[str, Cell]] = [("Avviso", found.name), ("Periodo", f"dal {write_date(found.from_on)} al {write_date(found.to_on)}")]
    if found.published_at:
        pairs.append(("Pubblicato su", found.published_at))
    yield Facts(tuple(pairs))
    if found.notice:
        yield Prose(found.notice)
    if found.channels:
        yield Heading(2, "Come si è partecipato" if found.is_over else "Come si partecipa", "consultazione-canali")
        yield Prose(found.channels)


def in_order(found: ConsultationSaid) -> list[ContributionSaid]:
    """As they were numbered: a reader takes a number out of order for a missing row."""
    return sorted(found.contributions, key=lambda one: one.number)


def _counted(found: ConsultationSaid) -> str:
    """ "È arrivato 1 contributo: 1 accolto." """
    many = len(found.contributions)
    outcomes = [one.outcome for one in found.contributions]
    plurals = {"Accolto": "accolti", "Accolto in parte": "accolti in parte", "Non accolto": "non accolti"}
    parts = [plural(count, label.lower(), plurals[label]) for label in OUTCOME_LABELS.values() if (count := outcomes.count(label))]
    if without := outcomes.count(""):
        parts.append(plural(without, NOT_YET, NOT_YET))
    return f"{'È arrivato' if many == 1 else 'Sono arrivati'} {plural(many, 'contributo', 'contributi')}: {join_words(parts)}."


def _row(one: ContributionSaid) -> tuple[Cell, ...]:
    late = f"fuori termine: {one.late_because}" if one.is_late else ""
    return (
        str(one.number), one.who, words.lines(write_date(one.received_on), late), one.about or words.NONE, one.text, one.outcome or NOT_YET,
        one.because or words.NONE,
    )  # fmt: skip
