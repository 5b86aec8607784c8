"""The sample of a session: what stands to be drawn, the plan and the frozen list as they are kept, and the draw done again from what was kept."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from riskreg.core.extensions import db
from riskreg.domain import sampling
from riskreg.domain.italian import plural
from riskreg.domain.monitoring.checks import State
from riskreg.domain.monitoring.strata import Place, strata_of, stratum_of
from riskreg.domain.sampling import Drawn, Row, Stratum
from riskreg.monitoring import queries
from riskreg.monitoring.models import Check, Draw, Session, Verification
from riskreg.monitoring.queries import verification as looked


class Listed(NamedTuple):
    """One of the frozen list: its key, where it is counted, which check it is here."""

    key: str
    stratum: str
    check_id: int

    @property
    def row(self) -> Row:
        return Row(self.key, self.stratum)


def place_of(one: Check) -> Place:
    return Place(one.is_general, one.asked_group, one.asked_band_rank, one.asked_band, one.asked_top_band)


def parts(one: Session, shares: Mapping[str, int] | None = None) -> tuple[Stratum, ...]:
    """The strata of everything that the session asks about: a plan says its shares before anybody knows what will be validated."""
    return strata_of((place_of(check) for check in queries.checks(one)), shares)


class Counted(NamedTuple):
    asked: int
    validated: int

    @property
    def said(self) -> str:
        asked = plural(self.asked, "scheda chiesta", "schede chieste")
        return f"{asked}, {plural(self.validated, 'validata finora', 'validate finora', 'nessuna ancora validata')}."


def counted(one: Session, shares: Mapping[str, int] | None = None) -> tuple[tuple[Stratum, ...], Mapping[str, Counted]]:
    """The parts; and of each, by its code, how many checks there are and how many are validated."""
    found: dict[str, Counted] = {}
    checks = queries.checks(one)
    for check in checks:
        code = stratum_of(place_of(check)).code
        before = found.get(code, Counted(0, 0))
        found[code] = Counted(before.asked + 1, before.validated + (check.state == State.VALIDATED))
    return strata_of((place_of(check) for check in checks), shares), found


def to_list(one: Session) -> list[Listed]:
    """What is validated now and nobody has listed, drawn or chosen before; by code."""
    statement = (
        select(Check)
        .where(
            Check.session_id == one.id, Check.state == State.VALIDATED.value, queries.in_session(),
            Check.id.not_in(select(Verification.check_id).where(Verification.check_id == Check.id)),
        )
        .options(joinedload(Check.measure), joinedload(Check.process))
        .order_by(Check.id)
    )  # fmt: skip
    before = {listed.check_id for draw in looked.draws(one) for listed in rows_of(draw)}
    found = [_listed(check) for check in db.session.scalars(statement) if check.id not in before]
    return sorted(found)


def _listed(one: Check) -> Listed:
    """By the codes of today, which belong to one thing each."""
    key = sampling.key_of(one.measure.code, one.process.code if one.process is not None else None)
    return Listed(key, stratum_of(place_of(one)).code, one.id)


# As they are kept


def plan_written(strata: Sequence[Stratum]) -> str:
    return json.dumps([asdict(each) for each in strata], ensure_ascii=False)


def plan_of(draw: Draw) -> tuple[Stratum, ...]:
    return tuple(Stratum(**each) for each in json.loads(draw.plan))


def rows_written(rows: Iterable[Listed]) -> str:
    return json.dumps([list(each) for each in rows], ensure_ascii=False)


def rows_of(draw: Draw) -> list[Listed]:
    return [Listed(*each) for each in json.loads(draw.rows or "[]")]


# Done again


class Line(NamedTuple):
    """One of the frozen list as the draw put it in order."""

    stratum: Stratum
    place: int
    listed: Listed
    sign: str
    is_taken: bool


class Again:
    """A draw that was made, done again from its seed, its shares and its list."""

    def __init__(self, draw: Draw) -> None:
        self.draw, self.strata, self.rows = draw, plan_of(draw), rows_of(draw)

    @cached_property
    def drawn(self) -> Sequence[Drawn]:
        return sampling.draw(self.draw.seed, (each.row for each in self.rows), self.strata)

    @cached_property
    def lines(self) -> list[Line]:
        by_key = {each.key: each for each in self.rows}
        return [
            Line(part.stratum, place, by_key[key], sign, place <= part.wanted)
            for part in self.drawn
            for place, (key, sign) in enumerate(part.order, start=1)
        ]

    @property
    def taken(self) -> list[int]:
        """The checks to verify, in the order of the draw."""
        return [line.listed.check_id for line in self.lines if line.is_taken]

    def differs(self, verified: Iterable[int]) -> str:
        """What does not agree with what was kept, in a sentence; nothing where all does. `verified`: the checks that were taken then."""
        if sampling.fingerprint(each.row for each in self.rows) != self.draw.fingerprint:
            return "L'elenco conservato non ha più l'impronta che aveva all'estrazione."
        if sorted(self.taken) != sorted(verified):
            return "Rifatta con il seme e l'elenco conservati, l'estrazione dà schede diverse da quelle estratte."
        return ""
