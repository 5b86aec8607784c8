"""What an edition keeps, as documents say it: contents when it is proposed and when it is adopted, then what is drawn from them.

What reads and draws is imported where it does: an application that starts needs none of it.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from riskreg.domain.italian import join_words
from riskreg.domain.permissions import WORKER
from riskreg.jobs import operations as jobs
from riskreg.jobs.kinds import Work, kind
from riskreg.plans import keeping
from riskreg.plans import queries as plans
from riskreg.plans.keeping import CONTENTS, PROPOSAL, File
from riskreg.plans.models import Edition
from riskreg.plans.operations import documents as keeper
from riskreg.plans.queries import documents

if TYPE_CHECKING:
    from riskreg.reports.plan.contents import PlanContents

log = logging.getLogger("riskreg.reports")

KEEP = "plan:keep"
AT_NIGHT = time(2, 40)
"""For whatever an interrupted job left undone."""


@keeping.gathers
def contents_file(edition: Edition, at: datetime, proposed: bytes | None) -> File:
    """The body adopts what it has read: the contents of the proposal, with the act."""
    from riskreg.reports.plan.contents import from_json
    from riskreg.reports.plan.documents import FORMATS, drawn_file
    from riskreg.reports.plan.queries import contents_for, with_the_act

    contents = contents_for(edition, at) if proposed is None else with_the_act(from_json(proposed.decode()), edition, at)
    file = drawn_file(FORMATS[CONTENTS], contents)
    return file if edition.is_frozen else replace(file, name=PROPOSAL)


def contents_of(edition: Edition, at: datetime) -> "PlanContents":
    """What was proposed or adopted, as it was kept; of a draft, what there is now."""
    from riskreg.reports.plan.contents import from_json
    from riskreg.reports.plan.queries import contents_for

    kept = documents.named(edition, CONTENTS if edition.is_frozen else PROPOSAL)
    return from_json(kept.content.decode()) if kept is not None else contents_for(edition, at)


@keeping.draws
def have_drawn(at: datetime) -> None:
    jobs.enqueue(KEEP, {}, by=WORKER, at=at)


@kind(KEEP, label="Conservazione dei documenti del piano", daily=AT_NIGHT)
def keep_documents(work: Work) -> str:
    """Drawn while everybody goes on working, written at the end. A plan that cannot be drawn holds back no other; where there is no other,
    the job fails and is tried again."""
    from riskreg.reports.plan.documents import KEPT

    drawn: dict[int, list[File]] = {}
    waiting = documents.still_to_draw(KEPT)
    for place, edition in enumerate(waiting, start=1):
        try:
            drawn[edition.id] = _drawn(edition, work)
        except Exception:
            if place == len(waiting) and not drawn:
                raise
            log.exception("the documents of an edition could not be drawn", extra={"edition": edition.id})
    if not waiting:
        return "Tutti i documenti dei piani adottati sono già conservati."
    work.begin_writing()
    for edition_id, files in drawn.items():
        keeper.keep(plans.edition(edition_id), files, by=work.by, at=work.at)
    return _outcome([one.name for one in waiting if one.id in drawn], [one.name for one in waiting if one.id not in drawn])


def _outcome(kept: Sequence[str], failed: Sequence[str]) -> str:
    done = f"Conservati i documenti del piano {join_words(kept)}."
    return f"{done} Non è riuscito per il piano {join_words(failed)}: si riprova stanotte." if failed else done


def _drawn(edition: Edition, work: Work) -> list[File]:
    from riskreg.reports.plan.documents import FORMATS, KEPT, drawn_file

    there = {row.name for row in documents.kept(edition)}
    contents, files = contents_of(edition, work.at), []
    for place, name in enumerate(KEPT):
        if name not in there:
            work.progress(place * 100 // len(KEPT), f"Piano {edition.name}: {FORMATS[name].label}")
            files.append(drawn_file(FORMATS[name], contents))
    return files
