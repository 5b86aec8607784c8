"""The sample of a round: what stands to be drawn, the frozen list as it is kept, and the draw done again from what was kept."""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from riskreg.domain import sampling
from riskreg.domain.performance.inspecting import ALL, key_of
from riskreg.domain.sampling import Drawn, Row, Stratum
from riskreg.performance.models import Round, RoundDraw
from riskreg.performance.queries import rounds as queries
from riskreg.performance.queries.rounds import Asked


class Listed(NamedTuple):
    """One of the frozen list: its key, which request it is here."""

    key: str
    request_id: int

    @property
    def row(self) -> Row:
        return Row(self.key, ALL)


def to_list(one: Round) -> list[Listed]:
    """Every result that is verified now; by key."""
    return sorted(_listed(each) for each in queries.verified(one))


def _listed(each: Asked) -> Listed:
    request = each.request
    return Listed(key_of(request.year_row.indicator_id, request.unit.code if request.unit is not None else None), request.id)


def rows_written(rows: Iterable[Listed]) -> str:
    return json.dumps([list(each) for each in rows], ensure_ascii=False)


def rows_of(draw: RoundDraw) -> list[Listed]:
    return [Listed(*each) for each in json.loads(draw.rows or "[]")]


class Line(NamedTuple):
    """One of the frozen list as the draw put it in order."""

    place: int
    listed: Listed
    sign: str
    is_taken: bool


class Again:
    """A draw that was made, done again from its seed, its share and its list."""

    def __init__(self, draw: RoundDraw) -> None:
        self.draw, self.rows = draw, rows_of(draw)

    @cached_property
    def drawn(self) -> Drawn:
        part = Stratum(ALL, "Risultati verificati", self.draw.percent)
        return sampling.draw(self.draw.seed, (each.row for each in self.rows), (part,))[0]

    @cached_property
    def lines(self) -> Sequence[Line]:
        by_key = {each.key: each for each in self.rows}
        return [Line(place, by_key[key], sign, place <= self.drawn.wanted) for place, (key, sign) in enumerate(self.drawn.order, start=1)]

    @property
    def taken(self) -> list[int]:
        """The requests to look at, in the order of the draw."""
        return [line.listed.request_id for line in self.lines if line.is_taken]

    def differs(self, inspected: Iterable[int]) -> str:
        """What does not agree with what was kept, in a sentence; nothing where all does. `inspected`: the requests that were taken then."""
        if sampling.fingerprint(each.row for each in self.rows) != self.draw.fingerprint:
            return "L'elenco conservato non ha più l'impronta che aveva all'estrazione."
        if sorted(self.taken) != sorted(inspected):
            return "Rifatta con il seme e l'elenco conservati, l'estrazione dà risultati diversi da quelli estratti."
        return ""
