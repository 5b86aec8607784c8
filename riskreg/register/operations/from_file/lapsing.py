"""What a file retires must not leave a measure in force that answers nothing in use: a file says all that changes, row by row."""

from collections.abc import Iterable

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import join_words, plural
from riskreg.domain.measures import still_answers
from riskreg.register.models import RiskEvent
from riskreg.register.operations.from_file.items import Judge
from riskreg.register.queries.lapsing import is_in_use


def check_none_left(judge: Judge, events: Iterable[RiskEvent]) -> None:
    """Measures have ended by now, those that the file ends. Asked before the events retire."""
    going = {event.id for event in events if is_in_use(event)}
    answering = {measure.id: measure for event_id in going for measure in judge.answering.get(event_id, ()) if measure.in_force_to is None}
    left = [
        one.code for one in answering.values() if not still_answers(((link.event_id, is_in_use(link.event)) for link in one.events), going)
    ]
    if left:
        alone = plural(len(left), "misura risponde", "misure rispondono")
        raise RuleBroken(
            f"{alone} solo a questo ({join_words(sorted(left))}): nel foglio «Misure» scrivi «non più in vigore», o altri eventi.", "state"
        )
