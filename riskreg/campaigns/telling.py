"""What people are told of a campaign: that it opens, that there is more time, that a sheet waits for them, that it is closed. One letter to each
person, whatever the number of processes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.campaigns import hands
from riskreg.campaigns.models import Campaign, CampaignProcess, Proposal
from riskreg.core.clock import ROME
from riskreg.domain.campaigns import ProposalKind, ProposalState, Standing
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.notifications import letters
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.letters import Words
from riskreg.people.models import User


def _page(one: Campaign) -> str:
    return f"/campagne/{one.year}"


def _mine(one: Campaign, sheets: Sequence[hands.Sheet]) -> str:
    """The very sheet where there is one; else the list."""
    return f"{_page(one)}/processi/{sheets[0].process.id}" if len(sheets) == 1 else _page(one)


def _by_person(sheets: Iterable[hands.Sheet]) -> dict[User, list[hands.Sheet]]:
    found: dict[User, list[hands.Sheet]] = {}
    for sheet in sheets:
        for user in sheet.users:
            found.setdefault(user, []).append(sheet)
    return found


def opened(one: Campaign, *, only: Collection[int] | None = None, by: Person, at: datetime) -> int:
    """Who is to fill in its sheets, or only those of some processes; how many people."""
    sheets = [
        sheet for sheet in hands.waiting(one, _today(at))
        if sheet.standing is Standing.NOT_STARTED and (only is None or sheet.process.id in only)
    ]  # fmt: skip
    facts = {"campaign": one.title, "year": one.year, "instructions": one.instructions}
    return _gathered(one, Kind.CAMPAIGN_OPENED, sheets, facts, by=by, at=at)


def extended(one: Campaign, rows: Iterable[CampaignProcess], send_by: date, because: str, *, by: Person, at: datetime) -> int:
    moved = {row.id for row in rows}
    sheets = [sheet for sheet in hands.waiting(one, _today(at)) if sheet.row.id in moved]
    return _gathered(one, Kind.CAMPAIGN_EXTENDED, sheets, {"campaign": one.title, "on": send_by, "because": because}, by=by, at=at)


def closed(one: Campaign, sheets: Sequence[hands.Sheet], users: Iterable[User], *, by: Person, at: datetime) -> None:
    """Everybody who answered for one of its sheets."""
    if by.is_machine:
        return
    desk = Gathering(by=by, at=at)
    unfinished = _by_person(sheets)
    for user in dict.fromkeys(users):
        if user.id != by.user_id:
            facts = {"campaign": one.title, "lines": [sheet.process.title for sheet in unfinished.get(user, [])]}
            notices.gather(desk, user, Kind.CAMPAIGN_CLOSED, facts, path=_page(one), about=one.subject)
    desk.close()


def _gathered(one: Campaign, kind: Kind, sheets: Sequence[hands.Sheet], facts: Mapping[str, object], *, by: Person, at: datetime) -> int:
    """Whoever did it knows, and what a machine loads writes to nobody."""
    if by == COMMAND_LINE:
        return 0
    desk = Gathering(by=by, at=at)
    told = _by_person(sheets)
    for user, his in told.items():
        if user.id != by.user_id:
            notices.gather(desk, user, kind, {**facts, "lines": [_due(sheet) for sheet in his]}, path=_mine(one, his), about=one.subject)
    desk.close()
    return len(told)


def _due(sheet: hands.Sheet) -> str:
    return f"{sheet.process.title}: {_when(sheet)}"


def _state(sheet: hands.Sheet) -> str:
    return f"{sheet.process.title} ({sheet.standing.label.lower()}): {_when(sheet)}"


def _when(sheet: hands.Sheet) -> str:
    return f"{'il termine era il' if sheet.is_late else 'entro il'} {write_date(sheet.due_on)}"


def nudged(
    one: Campaign, sheets: Iterable[hands.Sheet], chosen: Mapping[int, Sequence[hands.Sheet]], message: str, desk: Gathering
) -> None:
    users = {user.id: user for sheet in sheets for user in sheet.users}
    if desk.by.is_machine:
        return
    for user_id, his in chosen.items():
        notices.gather(desk, users[user_id], Kind.CAMPAIGN_NUDGED, _nudge(one, his, message), path=_mine(one, his), about=one.subject)


def first_letter(sheets: Sequence[hands.Sheet]) -> tuple[User | None, Sequence[hands.Sheet]]:
    """Of those that would leave: to whom, about which sheets."""
    return next(iter(_by_person(sheets).items()), (None, ()))


def words_of_nudge(one: Campaign, sheets: Sequence[hands.Sheet], message: str = "") -> Words:
    """Of the same letter, for whoever looks before it is sent."""
    return letters.words(Kind.CAMPAIGN_NUDGED, _nudge(one, sheets, message))


def _nudge(one: Campaign, sheets: Sequence[hands.Sheet], message: str) -> Mapping[str, object]:
    return {"campaign": one.title, "lines": [_state(sheet) for sheet in sheets], "message": message}


def _today(at: datetime) -> date:
    return at.astimezone(ROME).date()


def decided(one: Proposal, *, by: Person, at: datetime) -> None:
    """Whoever proposed it."""
    if by.is_machine or one.author is None or one.author.id == by.user_id:
        return
    facts = {
        "what": ProposalKind(one.kind).label, "name": one.name, "accepted": one.state == ProposalState.ACCEPTED, "because": one.decided_because,
    }  # fmt: skip
    notices.queue(
        one.author, Kind.PROPOSAL_DECIDED, facts, path=f"{_page(one.campaign)}/proposte/{one.id}", about=one.subject, by=by, at=at
    )
