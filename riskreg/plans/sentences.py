"""What the pages say of an edition: what waits, and for whom; what follows from each step before it is taken."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from riskreg.domain.italian import plural, write_date, write_number
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.plans import Choice, State
from riskreg.plans.checks import Breaking, OpenFindings
from riskreg.plans.models import Edition, EditionMeasure

Named = tuple[str, str, Sequence[str | Breaking]]
"""A heading, why it matters, the things by name, some with their page: what a page that asks lists below its question."""

BEFORE_PROPOSING = [
    "Da quel momento l'edizione non si modifica più: per cambiarla va ritirata la proposta, con un motivo.",
    "Processi, eventi, valutazioni e misure specifiche si fermano a oggi: l'organo adotta quello che legge nella proposta.",
    "Chi registra gli atti riceve un avviso.",
    "Le misure in vigore oggi non cambiano: cambieranno con l'adozione.",
]
BEFORE_WITHDRAWING = [
    "L'edizione torna in bozza e si può modificare di nuovo, con le misure specifiche del giorno in cui sarà riproposta.",
    "Poi va proposta un'altra volta.",
]
BEFORE_PUBLISHING = ["Serve a dire a tutti dove si legge il piano: qui non viene pubblicato nulla.", "Dopo non si cambia più."]
BEFORE_REVISING = [
    "Si apre una bozza uguale al piano adottato: cambia quello che serve, poi proponila.",
    "Vale quando l'organo la adotta con un suo atto; fino ad allora resta in vigore il piano adottato.",
]


class Waiting(NamedTuple):
    """What somebody should do about an edition: the sentence, and where it is done, for whoever may."""

    edition: Edition
    sentence: str
    action: str
    endpoint: str


def waiting(person: Person, editions: Iterable[Edition]) -> list[Waiting]:
    """For this person: what is not decided, for whoever reads it; where it is still to be published, for whoever records it."""
    found = (_waiting(person, one) for one in editions if may(person, Permission.PLAN_DRAFT_READ))
    return [one for one in found if one is not None]


def _waiting(person: Person, one: Edition) -> Waiting | None:
    read = ("Apri l'edizione", "plans.detail")
    if one.state == State.DRAFT:
        who = "completala e proponila all'organo" if may(person, Permission.PLAN_PROPOSE) else "la propone l'RPCT quando è completa"
        return Waiting(one, f"L'edizione {one.name} è in bozza: {who}.", *read)
    if one.state == State.PROPOSED:
        day = f" dal {write_date(one.proposed_on)}" if one.proposed_on else ""
        action = ("Registra l'atto", "plans.adopt") if may(person, Permission.PLAN_RECORD) else read
        return Waiting(one, f"L'edizione {one.name} è proposta{day}: manca l'atto che la adotta.", *action)
    if one.state == State.ADOPTED and may(person, Permission.PLAN_RECORD):
        day = write_date(one.adopted_on) if one.adopted_on else ""
        return Waiting(
            one, f"L'edizione {one.name} è adottata dal {day}: registra dove è pubblicata.", "Registra la pubblicazione", "plans.publish"
        )
    return None


MOST = 8
"""Names that a page lists under a rule before it counts the others."""


def before_proposing(found: OpenFindings) -> list[Named]:
    """What the body would read and find unfinished; it may be proposed all the same, by who says that they have seen it."""
    return [(f"{rule.title}: {len(rule.breaking)}", rule.why, _some(rule.breaking)) for rule in found.rules]


def _some(those: Sequence[Breaking]) -> list[str | Breaking]:
    more = len(those) - MOST
    return [*those[:MOST], *([f"e {'un altro' if more == 1 else f'altri {write_number(more)}'}"] if more > 0 else [])]


def before_adopting(one: Edition) -> list[str]:
    what = "Da quel momento l'edizione non cambia più, nemmeno per correggere un refuso: per cambiarla si apre una revisione."
    return [
        what,
        "Scadenze, target e responsabili delle misure diventano quelli del piano; i responsabili restano scritti con il nome di oggi.",
        "I documenti del piano vengono conservati, con la loro impronta: da allora chi legge il piano scarica sempre quelli.",
        "Chi risponde delle unità interessate riceve un avviso.",
        *([f"La proposta è del {write_date(one.proposed_on)}: l'atto non può essere di prima."] if one.proposed_on else []),
    ]


def ending(lines: Sequence[EditionMeasure]) -> list[Named]:
    gone = [line.title for line in lines if line.choice == Choice.REMOVED]
    steady = [line.title for line in lines if line.choice == Choice.STEADY]
    found = [
        ("Misure che finiscono", "Il piano le toglie: dal giorno dopo non sono più in vigore.", gone),
        ("Misure che restano in vigore fuori dal piano", "Sono a regime: si applicano ancora, ma il piano non le elenca.", steady),
    ]
    return [each for each in found if each[2]]


def before_dropping(lines: Sequence[EditionMeasure]) -> list[str]:
    new = sum(line.choice == Choice.NEW for line in lines)
    many = f"Con la bozza vanno via le scelte fatte su {plural(len(lines), 'misura', 'misure')}." if lines else "La bozza è ancora vuota."
    return [
        many,
        *(["Le misure nate in questa bozza, e in nessun'altra edizione, non esistono più; quelle del registro restano."] if new else []),
        "Quello che era scritto resta nel registro delle attività.",
    ]
