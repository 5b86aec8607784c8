"""The only place that gathers what the minutes say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date
from riskreg.domain.monitoring.checks import FLOW, Action
from riskreg.domain.monitoring.verification import FINDING_LABELS, NOT_VERIFIED, TO_VERIFY, Finding
from riskreg.monitoring import declared, hands, verifying_sheet
from riskreg.monitoring.models import Draw, Session, Verification
from riskreg.monitoring.queries import verification as rows
from riskreg.people.models import User
from riskreg.reports.verification.contents import Drawn, Looked, Part, Sample, Step
from riskreg.workflow.models import Transition

NOBODY = "riskreg"


def minutes(one: Verification) -> Looked:
    return _looked(one, _steps([one.check_id]).get(one.check_id, []))


def sample(one: Session) -> Sample:
    found = rows.of_session(one)
    steps = _steps([each.check_id for each in found])
    looked = tuple(_looked(each, steps.get(each.check_id, [])) for each in found)
    counts = {label: sum(each.finding == label for each in looked) for label in FINDING_LABELS.values()}
    draws = tuple(_drawn(each) for each in rows.draws(one) if each.is_drawn)
    return Sample(
        one.semester.label,
        one.semester.as_of,
        one.is_closed,
        draws,
        looked,
        {NOT_VERIFIED if one.is_closed else TO_VERIFY: sum(not each.finding for each in looked), **counts},
    )


def _steps(check_ids: Sequence[int]) -> Mapping[int, list[Transition]]:
    """By check, who sent and who validated, the last first; one query."""
    statement = (
        select(Transition)
        .where(
            Transition.kind == FLOW.kind,
            Transition.subject_id.in_(check_ids),
            Transition.action.in_([Action.SEND.value, Action.VALIDATE.value]),
        )
        .options(joinedload(Transition.by))
        .order_by(Transition.id.desc())
    )
    found: dict[int, list[Transition]] = {}
    for row in db.session.scalars(statement) if check_ids else ():
        found.setdefault(row.subject_id, []).append(row)
    return found


def _looked(one: Verification, steps: Sequence[Transition]) -> Looked:
    check = one.check
    then = declared.kept(one) if one.finding else declared.Declared((), ())
    return Looked(
        one.id, check.asked_code, check.asked_name, check.group_label, check.process.title if check.process is not None else "",
        hands.of(check).signs.name, check.session.semester.label, check.session.semester.as_of, _why(one),
        tuple((label, text) for label, text in then.pairs), tuple(then.proofs),
        _last(steps, Action.SEND, one.verified_at), _last(steps, Action.VALIDATE, one.verified_at),
        FINDING_LABELS[one.finding] if one.finding else "", one.looked_at, one.found, _step(one.verified_by, one.verified_at),
        one.finding == Finding.NEGATIVE, one.follow_up, one.follow_up_by, one.followed_on, one.followed_how,
    )  # fmt: skip


def _why(one: Verification) -> str:
    if one.draw is not None and one.draw.drawn_at is not None:
        return f"Estratta il {write_date(one.draw.drawn_at.astimezone(ROME).date())} con il seme «{one.draw.seed}»."
    return f"Scelta da chi verifica. {one.chosen_because}"


def _last(steps: Sequence[Transition], action: Action, before: datetime | None) -> Step | None:
    """The one that was verified: a check that was opened again is sent and validated once more afterwards."""
    found = next((row for row in steps if row.action == action and (before is None or row.at <= before)), None)
    return None if found is None else _step(found.by, found.at)


def _step(who: User | None, at: datetime | None) -> Step | None:
    return None if at is None else Step(who.title if who is not None else NOBODY, at)


def _drawn(draw: Draw) -> Drawn:
    found = verifying_sheet.drawn(draw)
    parts = tuple(Part(each.stratum.label, each.listed, each.stratum.percent, each.wanted) for each in found.parts)
    by = Step(draw.declared_by.title if draw.declared_by else NOBODY, draw.declared_at)
    drawn = _step(draw.drawn_by, draw.drawn_at) or by
    return Drawn(draw.seed, draw.fingerprint, by, drawn, draw.because, parts, found.differs)
