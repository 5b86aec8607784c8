"""What a year asks of processes, in each state that a page of it can show: with the demo's campaign, and drafts of our own."""

from riskreg.assessments import operations, queries
from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.register import queries as register
from tests.factories import Factory

ANSWERED = (
    "interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita", "economico", "organizzativo",
    "reputazionale", "servizio",
)  # fmt: skip


def fill() -> dict[str, int]:
    """Assessments: approved (the demo's), drafts with no answer, with some, with all, with a band moved, event by event; those on their way."""
    make, who = Factory(), {"by": COMMAND_LINE, "at": clock.now()}
    every = dict.fromkeys(ANSWERED, "3")
    made = {
        "blank": _assessed(make, "B.11", {}),
        "some": _assessed(make, "E.02", {"opacita": "3"}),
        "all": _assessed(make, "B.07", every),
        "moved": _assessed(make, "B.05", every),
        "events": _event_by_event(make),
        "approved": _there("B.05", 2026),
    }
    with writing():
        operations.judge(queries.assessment(made["moved"]), "alto", "Due segnalazioni nell'anno.", "Processo molto esposto.", **who)
    return made | {state: _there(code) for state, code in (("sent", "B.01"), ("validated", "A.03"), ("returned", "B.02"))}


def _assessed(make: Factory, code: str, answers: dict[str, str]) -> int:
    """In the demo's campaign, which may have it already."""
    there = queries.of(_process(code).id, 2027)
    if there is None:
        return make.assessment(_process(code), 2027, answers=answers, effectiveness="buona").id
    with writing():
        operations.answer(there, answers, "buona", by=COMMAND_LINE, at=clock.now())
    return there.id


def _event_by_event(make: Factory) -> int:
    """Of a year that no campaign measures with one methodology."""
    levels = make.methodology("pna_2019", name="Per livelli, in uso", published=True)
    return make.assessment(_process("B.08"), 2023, methodology=levels).id


def _there(code: str, year: int = 2027) -> int:
    found = queries.of(_process(code).id, year)
    assert found is not None
    return found.id


def _process(code: str):
    found = register.process_by_code(code)
    assert found is not None
    return found
