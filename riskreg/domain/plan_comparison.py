"""Two editions of the plan, side by side: what came, what went, what changed, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What an edition says of a measure: `key` is the measure for life, `fields` its texts by the name of the column."""

    key: int
    title: str
    fields: Mapping[str, str]
    left: str = ""
    """Why the edition no longer lists it; empty where it does."""


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    before: Said
    after: Said
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    added: tuple[Said, ...]
    removed: tuple[Said, ...]
    changed: tuple[Changed, ...]
    same: int

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(before: Sequence[Said], after: Sequence[Said]) -> Comparison:
    """In the order of each edition. A measure that an edition leaves out, with its reason, is as one that it does not name.

    >>> first = [Said(1, "MG.01", {"Target": "1"}), Said(2, "MG.02", {"Target": "2"})]
    >>> found = compare(first, [Said(1, "MG.01", {"Target": "3"}), Said(2, "MG.02", {}, left="Tolta"), Said(3, "MG.03", {})])
    >>> [one.title for one in found.added], [one.title for one in found.removed], found.changed[0].differences, found.same
    (['MG.03'], ['MG.02'], (Difference(label='Target', before='1', after='3'),), 0)
    """
    then = {one.key: one for one in before if not one.left}
    now = {one.key: one for one in after if not one.left}
    reasons = {one.key: one for one in after if one.left}
    pairs = [(then[key], one, differences(then[key], one)) for key, one in now.items() if key in then]
    return Comparison(
        added=tuple(one for key, one in now.items() if key not in then),
        removed=tuple(Said(one.key, one.title, one.fields, reasons[key].left if key in reasons else "") for key, one in then.items() if key not in now),
        changed=tuple(Changed(old, new, found) for old, new, found in pairs if found),
        same=sum(not found for _old, _new, found in pairs),
    )  # fmt: skip


def differences(before: Said, after: Said) -> tuple[Difference, ...]:
    labels = dict.fromkeys([*before.fields, *after.fields])
    return tuple(
        Difference(label, before.fields.get(label, ""), after.fields.get(label, ""))
        for label in labels
        if before.fields.get(label, "") != after.fields.get(label, "")
    )
