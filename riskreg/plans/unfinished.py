"""What the body would find unfinished in an edition, beside what the coherence check finds; it may be proposed all the same."""

from collections.abc import Sequence
from datetime import date

from riskreg.domain.italian import plural, write_date
from riskreg.plans.models import Consultation, Edition
from riskreg.plans.queries.objectives import Served
from riskreg.plans.queries.sections import Told
from riskreg.plans.sentences import Named


def in_words(objectives: Sequence[Served], texts: Sequence[Told]) -> list[Named]:
    """Objectives that nothing serves are a matter of the coherence check, which may be told why."""
    lacking = [f"{each.section.heading}: {figure.name}. {figure.why}" for each in texts for figure in each.lacking]
    found = [
        (
            "Senza obiettivi strategici",
            "Sono un contenuto necessario del piano (l. 190/2012, art. 1 c. 8): li fissa l'organo di indirizzo.",
            [] if objectives else ["Il piano non ne ha ancora nessuno."],
        ),
        ("Cifre che i testi nominano e che non si possono avere", "Al loro posto i documenti stampano «n.d.».", lacking),
    ]
    return [each for each in found if each[2]]


def of_consultation(one: Edition, found: Consultation | None, unsettled: int, on: date) -> list[Named]:
    """What keeps the act from being recorded later; a revision may do without a consultation."""
    said = [*_not_over(found, on), *_unanswered(unsettled)] if found else [] if one.revision else ["Su questa edizione non è registrata."]
    why = "Prima dell'adozione l'ente ascolta chi ha qualcosa da dire sul piano: l'atto si registra quando è finita e tutti hanno una risposta."
    return [("Consultazione", why, said)] if said else []


def _not_over(found: Consultation, on: date) -> list[str]:
    return [f"Finisce il {write_date(found.to_on)}."] if found.to_on >= on else []


def _unanswered(unsettled: int) -> list[str]:
    return [f"{plural(unsettled, 'contributo è', 'contributi sono')} ancora senza esito."] if unsettled else []
