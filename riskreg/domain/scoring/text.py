"""A methodology as plain data, for a file or a column, and back: numbers as text, nothing lost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from riskreg.domain.scoring.methodology import (
    Answer,
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Grain,
    Level,
    Methodology,
    NumericMethodology,
    OrdinalMethodology,
    Worth,
)


def to_plain(methodology: Methodology) -> dict[str, Any]:
    """Ready for JSON; `from_plain` gives an equal methodology back."""
    plain: dict[str, Any] = {
        "kind": "numeric" if isinstance(methodology, NumericMethodology) else "ordinal",
        "name": methodology.name,
        "grain": methodology.grain.value,
        "combine": {axis.value: way.value for axis, way in methodology.combine.items()},
        "criteria": [_criterion(each) for each in methodology.criteria],
        "effectiveness": [_without_none(each) for each in methodology.effectiveness],
        "bands": [_without_none(each) for each in methodology.bands],
    }
    if isinstance(methodology, OrdinalMethodology):
        plain["levels"] = [_without_none(each) for each in methodology.levels]
        plain["crossing"] = [[*pair, band] for pair, band in methodology.crossing.items()]
        plain["treating"] = [[*pair, band] for pair, band in methodology.treating.items()]
    return plain


def from_plain(plain: Mapping[str, Any]) -> Methodology:
    common = {
        "name": plain["name"],
        "grain": Grain(plain["grain"]),
        "combine": {Axis(axis): Combination(way) for axis, way in plain["combine"].items()},
        "effectiveness": tuple(Effectiveness(**_decimals(each, "coefficient")) for each in plain["effectiveness"]),
        "bands": tuple(Band(**_decimals(each, "least", "most")) for each in plain["bands"]),
    }
    if plain["kind"] == "numeric":
        return NumericMethodology(
            criteria=tuple(
                _asked(each, tuple(_answer(one, Decimal(one["worth"])) for one in each["answers"])) for each in plain["criteria"]
            ),
            **common,
        )
    return OrdinalMethodology(
        criteria=tuple(_asked(each, tuple(_answer(one, str(one["worth"])) for one in each["answers"])) for each in plain["criteria"]),
        levels=tuple(Level(**each) for each in plain["levels"]),
        crossing={(probability, impact): band for probability, impact, band in plain["crossing"]},
        treating={(before, step): after for before, step, after in plain["treating"]},
        **common,
    )


def _asked(plain: Mapping[str, Any], answers: tuple[Answer[Worth], ...]) -> Criterion[Worth]:
    return Criterion(plain["code"], Axis(plain["axis"]), plain["name"], plain["question"], answers)


def _answer(plain: Mapping[str, Any], worth: Worth) -> Answer[Worth]:
    return Answer(plain["code"], plain["text"], worth)


def _criterion(criterion: Criterion[Decimal] | Criterion[str]) -> dict[str, Any]:
    answers = [{"code": each.code, "text": each.text, "worth": str(each.worth)} for each in criterion.answers]
    return {
        "code": criterion.code,
        "axis": criterion.axis.value,
        "name": criterion.name,
        "question": criterion.question,
        "answers": answers,
    }


def _without_none(value: Effectiveness | Band | Level) -> dict[str, Any]:
    return {name: str(held) if isinstance(held, Decimal) else held for name, held in vars(value).items() if held is not None}


def _decimals(plain: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: Decimal(held) if name in names else held for name, held in plain.items()}
