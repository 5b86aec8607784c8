"""What somebody had before their eyes when they sent, validated or approved an assessment, and what has changed since.

An approval holds for what was seen (PNA 2019, annex 1: the assessment describes the process as it is carried out): answers, events, measures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskreg.domain.italian import join_words
from riskreg.domain.waiting import shortened

MOST_NAMED = 8
"""Of a process that was divided, dozens of events are new: a sentence names the first."""


@dataclass(frozen=True)
class Seen:
    """`answers` by event (empty: the process as a whole) and criterion; `events` by number; `measures` as they are called."""

    answers: Mapping[str, Mapping[str, str]]
    events: Mapping[str, str]
    measures: Sequence[str]

    def as_facts(self) -> dict[str, Any]:
        return {
            "answers": {event: dict(given) for event, given in self.answers.items()},
            "events": dict(self.events),
            "measures": list(self.measures),
        }


def from_facts(facts: Mapping[str, Any]) -> Seen | None:
    """None where nobody wrote down what was seen: what was approved before there was a way."""
    return Seen(facts["answers"], facts["events"], facts["measures"]) if "answers" in facts else None


def changes(then: Seen, now: Seen) -> list[str]:
    """What is not as it was, each in words that follow a colon.

    >>> changes(Seen({}, {"1": "Favori"}, ["M1"]), Seen({}, {"1": "Favori", "2": "Ritardi"}, []))
    ["c'è un evento in più: «Ritardi»", 'una misura non è più in vigore: «M1»']
    """
    came = [name for key, name in now.events.items() if key not in then.events]
    gone = [name for key, name in then.events.items() if key not in now.events]
    renamed = [f"«{name}», ora «{now.events[key]}»" for key, name in then.events.items() if now.events.get(key, name) != name]
    more = [name for name in now.measures if name not in then.measures]
    fewer = [name for name in then.measures if name not in now.measures]
    said = [
        _said(came, "c'è un evento in più", "ci sono eventi in più", "altri {}"),
        _said(gone, "un evento non c'è più", "alcuni eventi non ci sono più", "altri {}"),
        f"si chiama in un altro modo {join_words(shortened(renamed, MOST_NAMED, 'altri {}'))}" if renamed else "",
        _said(more, "c'è una misura in vigore in più", "ci sono misure in vigore in più", "altre {}"),
        _said(fewer, "una misura non è più in vigore", "alcune misure non sono più in vigore", "altre {}"),
        "sono cambiate le risposte" if then.answers != now.answers else "",
    ]
    return [each for each in said if each]


def _said(names: Sequence[str], one: str, many: str, others: str) -> str:
    if not names:
        return ""
    return f"{one if len(names) == 1 else many}: {join_words(shortened([f'«{name}»' for name in names], MOST_NAMED, others))}"
