"""Open questions wait for whoever answers: worked out from who has the sheet in hand and who answers for its unit today."""

from collections.abc import Iterator

from riskreg.comments import queries, subjects
from riskreg.comments.models import Question
from riskreg.comments.subjects import Subject
from riskreg.domain.comments import Side, answered_by
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import Role
from riskreg.domain.waiting import Task
from riskreg.waiting import sources
from riskreg.waiting.crew import Crew
from riskreg.waiting.sources import Asked, Item, Source

NAME = "comment"


def open_ones(asked: Asked) -> Iterator[Item]:
    """Of a sheet that is closed nothing waits."""
    for kind, those in queries.open_ones().items():
        found = subjects.named(kind).found({one.about_id for one in those}, asked.on)
        for one in those:
            subject = found.get(one.about_id)
            if subject is not None and not subject.closed:
                yield item(one, subject, asked.whose)


def item(one: Question, subject: Subject, whose: Crew) -> Item:
    """Whose it is to answer. Its letter has told them."""
    task = Task(
        NAME,
        f"question:{one.id}",
        "Rispondi alla domanda",
        f"{subject.title}: {one.section_name}",
        f"/domande/{one.id}/rispondi",
        told=True,
    )
    without = frozenset() if one.asked_by_id is None else frozenset({one.asked_by_id})
    filling_in = Item(task, unit_id=subject.unit_id, role=Role.REFERENTE)
    authors = [each.user_id for each in whose.of(filling_in)]
    side = answered_by(one.asked_by_id, subject.judges, authors)
    if side is Side.JUDGES:
        return Item(task, people=tuple(sorted(subject.judges)), without=without)
    if side is Side.AUTHORS:
        return filling_in._replace(without=without)
    return Item(task, people=tuple(each.user_id for each in whose.above(filling_in)), without=without)


sources.register(Source(NAME, "Domande", items=open_ones, permission=Permission.COMMENT_WRITE))
