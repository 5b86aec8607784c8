"""The band that counts, and the words: the judgment after the number."""

from datetime import datetime

from riskreg.assessments import queries, telling
from riskreg.assessments.models import Assessment
from riskreg.assessments.operations.checks import as_computed, insist_on_open
from riskreg.assessments.operations.moving import fall_back
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.assessments import Action
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.prose import tidy
from riskreg.domain.register import LONGEST_TEXT
from riskreg.domain.scoring.judgment import Judged, judged
from riskreg.domain.scoring.outcome import Outcome


def judge(
    one: Assessment, band: str | None, motivation: str, judgment: str, *, version: int | None = None, by: Person, at: datetime
) -> Assessment:  # fmt: skip
    """After the number: the band that counts (None: the computed one), with a motivation where it moves, and the words."""
    insist_on_open(one, version, by, at.astimezone(ROME).date())
    outcome = queries.outcome(one)
    motivation, judgment = tidy(motivation), tidy(judgment)
    for text, name in ((motivation, "motivation"), (judgment, "judgment")):
        if len(text) > LONGEST_TEXT:
            raise RuleBroken("Il testo è troppo lungo: usa al massimo 10.000 caratteri.", name)
    falls_due = outcome.lapsed is not None and outcome.computed is not None
    if falls_due or (band or None) != one.judged_band or motivation != one.band_motivation:
        _write_band(one, outcome, band or None, motivation, by, at)
    one.judgment = judgment
    if db.session.is_modified(one):
        back = fall_back(one, "È cambiato il giudizio.", by=by, at=at, action=Action.REJUDGE)
        one.edits += 1
        record(Tag.ASSESSMENT_JUDGED, one, by=by, at=at, along=back)
        if back:  # who validated it has it again, and no reminder would say so
            telling.to_whoever_is_next(one, by=by, at=at)
    return one


def _write_band(one: Assessment, outcome: Outcome, code: str | None, motivation: str, by: Person, at: datetime) -> None:
    standing = Judged(outcome.judged, one.band_motivation) if one.judged_band and outcome.judged and outcome.lapsed is None else None
    chosen = outcome.computed if code is None else next((each for each in outcome.methodology.bands if each.code == code), None)
    if outcome.computed is None and (code or motivation):
        raise RuleBroken("Prima rispondi a tutti i criteri: la fascia si giudica dopo il punteggio.", "judged_band")
    if outcome.computed is None:
        as_computed(one)
        return
    if chosen is None:
        raise RuleBroken("Scegli una fascia dell'elenco.", "judged_band")
    if standing == Judged(chosen, motivation):
        return
    if outcome.lapsed is not None and code is None and motivation == one.band_motivation:
        motivation = ""  # what was shown of the judgment that fell, not what somebody typed
    try:
        kept = judged(outcome.computed, chosen, motivation, may_lower=may(by, Permission.BAND_LOWER), standing=standing)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message, "judged_band") from refusal
    if not motivation:
        as_computed(one)
        return
    one.judged_band, one.judged_from, one.band_motivation = kept.code, outcome.computed.code, motivation
    one.judged_by_id, one.judged_at = by.user_id, at
