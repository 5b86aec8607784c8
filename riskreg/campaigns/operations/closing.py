"""A campaign is closed: what came of it is kept, and its sheets change no more."""

from datetime import datetime

from riskreg.assessments import windows
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.campaigns import hands, queries, reviewing, telling
from riskreg.campaigns.models import Campaign
from riskreg.campaigns.operations.opening import must_be_open
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import CAMPAIGN_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.register.operations.processes import day


def close(one: Campaign, *, version: int | None = None, by: Person, at: datetime) -> Campaign:
    insist(by, Permission.CAMPAIGN_MANAGE)
    one_at_a_time(CAMPAIGN_QUEUE)  # a sheet that is being saved is still in the review, or is refused
    db.session.refresh(one)
    must_be(one, version)
    must_be_open(one)
    waiting = queries.proposals_to_decide(one)
    if waiting:
        raise RuleBroken(
            f"{plural(waiting, 'proposta aspetta', 'proposte aspettano')} una decisione: accoglile o respingile, poi chiudi la campagna."
        )
    today = day(at)
    unfinished = hands.waiting(one, today)
    found = reviewing.gathered(one, today)
    one.outcome, one.closed_at, one.closed_by_id = reviewing.written(found), at, by.user_id
    record(Tag.CAMPAIGN_CLOSED, one, by=by, at=at)
    windows.forget()
    telling.closed(one, unfinished, hands.owners(one, today), by=by, at=at)
    return one
