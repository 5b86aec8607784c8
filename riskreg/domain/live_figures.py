"""Figures that a text may name, `{{rischio medio}}`, and riskreg writes: one list, each with the sentence that explains it and how it is written.

A name is the same in every edition («misure nuove del primo anno», never «del 2026»), so that a text copied to the next one says the next
one's figures. What cannot be had is said so, never as zero.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, tidy, write_date, write_number
from riskreg.domain.nearness import Known, near
from riskreg.domain.plans import YEARS, PlanFigures, edition_name

NOT_AVAILABLE = "n.d."
"""What a document prints for a figure that cannot be had."""

_NAMED = re.compile(r"\{\{([^{}\n]{0,200})\}\}")
ORDINALS = ("primo", "secondo", "terzo")

BODY, MEASURES, RISK, BEFORE = "Ente e piano", "Misure", "Processi e rischio", "Anno precedente"
ACT_BODY, ACT_NUMBER, ACT_DAY = "organo", "atto di adozione", "data di adozione"
GROUPS = (BODY, MEASURES, RISK, BEFORE)


@dataclass(frozen=True)
class Band:
    """`count`: of the processes that were judged in it; None where none was assessed."""

    name: str
    count: int | None


@dataclass(frozen=True)
class RiskOfYear:
    """What the approved assessments of a year came to."""

    year: int
    assessed: int = 0
    mean: Decimal | None = None
    why_no_mean: str = ""
    bands: tuple[Band, ...] = ()
    to_treat: int = 0


@dataclass(frozen=True)
class Counted:
    """What the figures of an edition are read from."""

    body: str
    edition: str
    plan: PlanFigures
    objectives: int
    processes: int
    areas: int
    events: int
    risk: RiskOfYear
    risk_before: RiskOfYear
    plan_before: PlanFigures | None = None
    act_body: str = ""
    act_number: str = ""
    adopted_on: date | None = None
    today: date = date.max


@dataclass(frozen=True)
class Figure:
    """`value` as it is written, None where it cannot be had, and then `why`. `number`: what it counts; `typed`: the words that stand beside
    it where somebody types it by hand, after it unless `leads`. `waits`: only the act of adoption brings it."""

    name: str
    says: str
    value: str | None
    group: str
    why: str = ""
    number: Decimal | None = None
    typed: tuple[str, ...] = ()
    leads: bool = False
    waits: bool = False

    @property
    def mark(self) -> str:
        return f"{{{{{self.name}}}}}"

    @property
    def written(self) -> str:
        return NOT_AVAILABLE if self.value is None else self.value


def figures(of: Counted) -> tuple[Figure, ...]:
    """All that a text of this edition may name, group by group."""
    return (*_of_the_plan(of), *_measures(of), *_risk(of), *_before(of))


def but_for_the_act(known: Sequence[Figure]) -> tuple[Figure, ...]:
    """On the day of the proposal: what only the act brings stays a name."""
    return tuple(replace(each, value=each.mark) if each.waits else each for each in known)


def of_the_act(body: str, number: str, on: date) -> tuple[Figure, ...]:
    """On the day of the adoption."""
    brought = {ACT_BODY: _one_line(body), ACT_NUMBER: _one_line(number), ACT_DAY: write_date(on)}
    return tuple(Figure(name, "", value, BODY, waits=True) for name, value in brought.items())


def _of_the_plan(of: Counted) -> Iterator[Figure]:
    first, later = of.plan.year, "Si conosce quando si registra l'atto di adozione."
    yield Figure("ente", "La denominazione dell'ente.", _one_line(of.body) or None, BODY, "La scheda dell'ente non ha ancora un nome.")
    yield Figure("edizione", "Il triennio del piano, con la revisione se è una revisione.", of.edition, BODY)
    yield Figure("triennio", "I tre anni del piano.", edition_name(first), BODY)
    yield Figure("primo anno", "Il primo anno del piano.", str(first), BODY)
    yield Figure("ultimo anno", "L'ultimo anno del piano.", str(first + YEARS - 1), BODY)
    yield Figure(ACT_BODY, "L'organo che ha adottato il piano.", of.act_body or None, BODY, later, waits=True)
    yield Figure(ACT_NUMBER, "Il numero dell'atto che adotta il piano.", of.act_number or None, BODY, later, waits=True)
    day = write_date(of.adopted_on) if of.adopted_on else None
    yield Figure(ACT_DAY, "Il giorno dell'atto che adotta il piano.", day, BODY, later, waits=True)
    yield _count("obiettivi strategici", "Quanti sono gli obiettivi strategici del piano.", of.objectives, BODY)


def _measures(of: Counted) -> Iterator[Figure]:
    plan = of.plan
    yield _count("misure generali", "Misure generali che il piano elenca.", plan.general, MEASURES)
    stays = ("misure consolidate", "misure generali consolidate")
    yield _count("misure consolidate", "Misure generali già all'opera, che restano nel piano.", plan.consolidated, MEASURES, stays)
    yield _count("misure nuove", "Misure generali che il piano introduce.", plan.new, MEASURES, ("misure nuove", "misure generali nuove"))
    for place, ordinal in enumerate(ORDINALS):
        year = plan.year + place
        says = f"Misure generali nuove da attuare nel {ordinal} anno del piano ({year})."
        yield _count(f"misure nuove {ordinal} anno", says, plan.new_by_year.get(year, 0), MEASURES, ())
    yield _count("misure specifiche", "Misure specifiche: quelle del registro, finché il piano non è proposto.", of.plan.specific, MEASURES)
    says = "Misure generali nuove da attuare nel primo anno, diviso misure generali consolidate."
    why = "Senza misure consolidate l'indice non si può calcolare."
    yield _ratio("indice di aggiornamento previsto", says, plan.update_index_planned, MEASURES, why, ("indice di aggiornamento previsto",))


def _risk(of: Counted) -> Iterator[Figure]:
    risk, none = of.risk, f"Per il {of.risk.year} non c'è nessuna valutazione approvata."
    yield _count("processi", "Processi attivi nel registro.", of.processes, RISK, ("processi mappati", "processi attivi"))
    yield _count("aree di rischio", "Aree di rischio che hanno almeno un processo attivo.", of.areas, RISK)
    yield _count("eventi rischiosi", "Eventi rischiosi individuati nei processi attivi.", of.events, RISK)
    assessed = ("processi valutati",)
    yield _count("processi valutati", f"Processi con una valutazione approvata per il {risk.year}.", risk.assessed, RISK, assessed)
    mean = ("rischio medio", "rischio residuo medio")
    yield _ratio("rischio medio", f"Media dei rischi residui del {risk.year}.", risk.mean, RISK, risk.why_no_mean or none, mean)
    treated = risk.to_treat if risk.assessed else None
    says = f"Processi in una fascia che richiede trattamento, {risk.year}."
    yield _count("processi da trattare", says, treated, RISK, ("processi da trattare",), why=none)
    for band in risk.bands:
        words = (f"processi in fascia {band.name}", f"processi di fascia {band.name}")
        says = f"Processi giudicati in fascia {band.name} nel {risk.year}."
        yield _count(f"processi in fascia {band.name}", says, band.count, RISK, words, why=none)


def _before(of: Counted) -> Iterator[Figure]:
    risk, plan = of.risk_before, of.plan_before
    so_far = f" Provvisoria: il {risk.year} finisce il 31/12." if of.today.year <= risk.year else ""
    none, year = f"Non c'è un'edizione del piano per il {risk.year}.", risk.year
    why = risk.why_no_mean or f"Per il {year} non c'è nessuna valutazione approvata."
    yield _ratio("rischio medio anno precedente", f"Media dei rischi residui del {year}.", risk.mean, BEFORE, why)
    index, share = (plan.update_index, plan.general_rate.percent) if plan else (None, None)
    no_index = "Senza misure consolidate l'indice non si può calcolare." if plan else none
    says = f"Misure generali nuove attivate nel {year}, diviso misure generali consolidate di quel piano.{so_far}"
    yield _ratio("indice di aggiornamento anno precedente", says, index, BEFORE, no_index)
    says = f"Delle misure generali nuove che scadevano nel {year}, la quota attuata entro l'anno.{so_far}"
    nothing_due = f"Nessuna misura generale nuova scadeva nel {year}." if plan else none
    value = None if share is None else f"{write_number(share, 2)} %"
    yield Figure("quota di misure attuate anno precedente", says, value, BEFORE, nothing_due, share)


def _count(
    name: str, says: str, count: int | None, group: str, typed: tuple[str, ...] | None = None, *, why: str = ""
) -> Figure:  # fmt: skip
    """A whole number; typed by hand, it stands before its own name unless told otherwise."""
    if count is None:
        return Figure(name, says, None, group, why)
    return Figure(name, says, write_number(count), group, number=Decimal(count), typed=(name,) if typed is None else typed)


def _ratio(name: str, says: str, value: Decimal | None, group: str, why: str, typed: tuple[str, ...] = ()) -> Figure:
    """Two decimals; typed by hand, it follows its words."""
    written = None if value is None else write_number(value, 2)
    return Figure(name, says, written, group, "" if written else why, value, typed, leads=True)


def _one_line(text: str) -> str:
    """A name cannot begin a table, nor a heading."""
    return tidy(text).replace("|", "/").lstrip("#- ")


# In a text


def names(text: str) -> list[str]:
    """As they are written in it, each once.

    >>> names("Sono {{misure nuove}} e {{ Misure  nuove }}, poi {{triennio}}.")
    ['misure nuove', 'triennio']
    """
    found: dict[str, str] = {}
    for written in _NAMED.findall(text):
        found.setdefault(fold(written), tidy(written))
    return list(found.values())


def check(text: str, known: Sequence[Figure], field: str) -> None:
    """Every name is one of those known, every bracket has its other half.

    >>> some = [Figure("rischio medio", "…", "5,75", RISK), Figure("misure nuove", "…", "26", MEASURES)]
    >>> check("Il rischio è {{rischo medio}}.", some, "text")
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: La cifra {{rischo medio}} non c'è. Forse volevi scrivere {{rischio medio}}.
    """
    said = [_unknown(name, known) for name in names(text) if _found(name, known) is None]
    rest = _NAMED.sub("", text)
    if "{{" in rest or "}}" in rest:
        said.append("Una doppia graffa è senza la sua compagna: le cifre si scrivono sulla stessa riga, come {{rischio medio}}.")
    if said:
        raise RuleBroken(" ".join(said), field)


def _unknown(name: str, known: Sequence[Figure]) -> str:
    if not fold(name):
        return "Fra le doppie graffe scrivi il nome di una cifra, come {{rischio medio}}."
    return f"La cifra {{{{{name}}}}} non c'è. {_hint(name, known)}"


def _hint(name: str, known: Sequence[Figure]) -> str:
    likely = _near(name, known)
    return f"Forse volevi scrivere {' oppure '.join(likely)}." if likely else "Sceglila dall'elenco delle cifre."


def _near(name: str, known: Sequence[Figure]) -> list[str]:
    """By their letters, else by their words; the likeliest three."""
    by_name = {fold(each.name): each.mark for each in known}
    close = [by_name[each] for each in get_close_matches(fold(name), by_name, n=3, cutoff=0.75)]
    return close or [one.value for one in near(name, [Known(each.mark, each.name) for each in known])][:3]


def _found(name: str, known: Sequence[Figure]) -> Figure | None:
    wanted = fold(name)
    return next((each for each in known if fold(each.name) == wanted), None)


def filled(text: str, known: Sequence[Figure]) -> str:
    """With the values in place of the names; what cannot be had, or is not known any more, is «n.d.».

    >>> filled("{{Rischio medio}}, {{altro}}", [Figure("rischio medio", "…", "5,75", RISK)])
    '5,75, n.d.'
    >>> filled("Il rischio medio è {{altro}}.", [])
    'Il rischio medio è n.d.'
    """
    by_name = {fold(each.name): each.written for each in known}
    return _NAMED.sub(lambda found: by_name.get(fold(found[1]), NOT_AVAILABLE), text).replace(f"{NOT_AVAILABLE}.", NOT_AVAILABLE)


@dataclass(frozen=True)
class Lacking:
    """A figure that a text names and that cannot be had, with the reason."""

    name: str
    why: str


def lacking(text: str, known: Sequence[Figure], *, also_waiting: bool = False) -> list[Lacking]:
    """Those that the act of adoption brings are not missed before it, unless asked for."""
    found = []
    for name in names(text):
        one = _found(name, known)
        if one is None:
            found.append(Lacking(name, f"Questa cifra non c'è. {_hint(name, known)}"))
        elif one.value is None and (also_waiting or not one.waits):
            found.append(Lacking(one.name, one.why))
    return found
