"""What a reorganisation asks: the roles on the units that end, and the things that do not simply follow the heir."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from riskreg.domain.codes import fold_code
from riskreg.domain.reorganisation import Ending, Fate, endings
from riskreg.people import belongings
from riskreg.people import queries as people
from riskreg.people.belongings import Found
from riskreg.people.models import OrgUnit, RoleGrant
from riskreg.reorganisations import queries
from riskreg.reorganisations.models import EVERYWHERE, ROLE, Reorganisation, ReorganisationChoice
from riskreg.reorganisations.preview import Option, RoleAsked, ThingAsked

A_DAY = timedelta(days=1)
PASSES = "passa:"
MARK_ENDS = "finisce"
ENDS = Option(MARK_ENDS, "finisce")

Choices = dict[tuple[str, int], ReorganisationChoice]


class Questions:
    """What must be chosen: the roles on the units that end, and the things that do not simply follow the heir."""

    def __init__(self, one: Reorganisation) -> None:
        self.one = one
        codes = queries.Codes()
        self._units = {fold_code(ending.code): codes.unit(ending.code) for ending in endings(one.steps())}
        self._endings = [(unit, ending) for ending in endings(one.steps()) if (unit := self._units[fold_code(ending.code)])]
        ids = list(dict.fromkeys(unit.id for unit, _ending in self._endings))
        self.grants: list[RoleGrant] = people.grants_beyond(ids, one.effective_on - A_DAY) if ids else []
        touched = [unit.id for unit in codes.known(one.lines())]
        self.found = belongings.of_units(list(dict.fromkeys((*ids, *touched))), one.effective_on)
        self._chosen: Choices = {(choice.about, choice.key): choice for choice in one.choices}
        self._names = {choice.heir_id: choice.heir.title for choice in one.choices if choice.heir is not None}
        self._known = codes
        self.how_many = Counter(grant.unit_id for grant in self.grants)
        self._roles = [self._role(grant) for grant in self.grants]
        self._things = [thing for unit, ending in self._endings for thing in self._things_of(unit, ending)]

    def heir_of(self, code: str) -> str:
        ending = next((ending for _unit, ending in self._endings if fold_code(ending.code) == fold_code(code)), None)
        return " e ".join(self._called(one) for one in ending.successors) if ending else ""

    def roles(self) -> Sequence[RoleAsked]:
        return self._roles

    def things(self) -> Sequence[ThingAsked]:
        return self._things

    def _called(self, code: str) -> str:
        unit = self._known.unit(code)
        if unit is not None:
            return f"{unit.code} {unit.name}"
        name = next((line.new_name for line in self.one.lines() if fold_code(line.new_code) == fold_code(code) and line.new_name), "")
        return f"{code} {name}".strip()

    def _options(self, ending: Ending, unit: OrgUnit) -> list[Option]:
        if not ending.successors:
            above = people.unit(unit.parent_id).name if unit.parent_id else "la struttura superiore"
            return [Option(PASSES, f"passa a {above}, la struttura superiore")]
        found = [Option(PASSES + code, f"passa a {self._called(code)}") for code in ending.successors]
        return [*found, Option(PASSES + EVERYWHERE, "passa a tutte le unità che nascono")] if len(found) > 1 else found

    def _role(self, grant: RoleGrant) -> RoleAsked:
        unit, ending = next((unit, ending) for unit, ending in self._endings if unit.id == grant.unit_id)
        options = [*self._options(ending, unit), ENDS]
        choice = self._chosen.get((ROLE, grant.id))
        chosen = "" if choice is None else MARK_ENDS if choice.fate == Fate.ENDS else PASSES + choice.to_code
        # One unit comes after and takes the records: so do the people. Where several come after, or none does, somebody must say.
        proposed = PASSES + ending.successors[0] if len(ending.successors) == 1 else ""
        return RoleAsked(
            grant_id=grant.id, user_id=grant.user_id, who=grant.user.title, role=grant.role_label, unit=f"{unit.code} {unit.name}",
            from_on=grant.from_on, to_on=grant.to_on, options=tuple(options),
            chosen=chosen if any(option.value == chosen for option in options) else "", proposed=proposed,
            heir=self._names.get(choice.heir_id, "") if choice else "", heir_id=choice.heir_id if choice else None,
        )  # fmt: skip

    def _things_of(self, unit: OrgUnit, ending: Ending) -> list[ThingAsked]:
        several = len(ending.successors) > 1
        return [
            self._thing(one, item, unit, ending)
            for one in self.found.get(unit.id, ())
            if one.kind.to_person is not None or (one.kind.to_unit is not None and several)
            for item in one.items
        ]

    def _thing(self, found: Found, item: belongings.Item, unit: OrgUnit, ending: Ending) -> ThingAsked:
        choice = self._chosen.get((found.kind.name, item.key))
        elsewhere = found.kind.to_unit is not None and len(ending.successors) > 1
        options = [Option(PASSES + code, f"passa a {self._called(code)}") for code in ending.successors] if elsewhere else []
        heir = PASSES + ending.successors[ending.heir] if elsewhere and ending.heir is not None else ""
        return ThingAsked(
            kind=found.kind.name, label=found.kind.one, item=item, unit=f"{unit.code} {unit.name}", options=tuple(options),
            chosen=PASSES + choice.to_code if choice and choice.to_code else "", proposed=heir, asks_person=found.kind.to_person is not None,
            heir_id=choice.heir_id if choice else None, heir=self._names.get(choice.heir_id, "") if choice else "",
        )  # fmt: skip
