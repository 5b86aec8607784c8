"""What a draft says in words: sections added, changed, put in order, dropped; the figures that they name become text when it is proposed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.domain import live_figures
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.narrative import Place
from riskreg.domain.permissions import Person
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import shifted, stated
from riskreg.plans.models import Edition, EditionSection
from riskreg.plans.operations.lines import insist_on_draft
from riskreg.plans.queries import live
from riskreg.plans.queries import sections as of_edition
from riskreg.register.operations.processes import day


@dataclass(frozen=True)
class SectionText:
    """What people write of it."""

    heading: str
    text: str
    place: Place = Place.OPENING


def add(one: Edition, text: SectionText, *, version: int | None = None, by: Person, at: datetime) -> EditionSection:
    """Last of those of its place."""
    insist_on_draft(one, version, by)
    said = _checked(one, text, at)
    made = EditionSection(place=said.place.value, heading=said.heading, text=said.text, resolved="", position=of_edition.next_position(one))
    one.sections.append(made)
    one.edits += 1
    record(Tag.EDITION_SECTION_ADDED, one, by=by, at=at, along=[made])
    return made


def change(section: EditionSection, text: SectionText, *, version: int | None = None, by: Person, at: datetime) -> EditionSection:
    """One that goes to another place is the last there."""
    one = section.edition
    insist_on_draft(one, version, by)
    said = _checked(one, text, at)
    if (section.heading, section.text, section.place) != (said.heading, said.text, said.place.value):
        if section.place != said.place.value:
            section.place, section.position = said.place.value, of_edition.next_position(one)
        section.heading, section.text = said.heading, said.text
        one.edits += 1
        record(Tag.EDITION_SECTION_CHANGED, one, by=by, at=at, along=[section])
    return section


def shift(section: EditionSection, steps: int, *, by: Person, at: datetime) -> None:
    """Up (steps < 0) or down, among those of its place."""
    one = section.edition
    insist_on_draft(one, None, by)
    beside = {each.id: each for each in of_edition.sections(one) if each.place == section.place}
    places = sorted(each.position for each in beside.values())
    moved: list[Base] = []
    for number, position in zip(shifted(list(beside), section.id, steps), places, strict=True):
        if beside[number].position != position:
            beside[number].position = position
            moved.append(beside[number])
    if moved:
        one.edits += 1
        record(Tag.EDITION_SECTION_CHANGED, one, by=by, at=at, along=moved)


def drop(section: EditionSection, *, version: int | None = None, by: Person, at: datetime) -> None:
    one = section.edition
    insist_on_draft(one, version, by)
    one.sections.remove(section)
    one.edits += 1
    record(Tag.EDITION_SECTION_DROPPED, one, by=by, at=at, along=[section])


def take_over(one: Edition, *, by: Person, at: datetime) -> list[EditionSection]:
    """Those of the edition before, for a draft that has none yet: one that was opened by a file, for instance."""
    insist_on_draft(one, None, by)
    before = of_edition.to_take_over(one)
    if before is None:
        raise WrongState("Non ci sono testi da riprendere: la bozza ne ha già, oppure l'edizione di prima non ne aveva.")
    rows = carried(one, before)
    one.edits += 1
    record(Tag.EDITION_SECTION_ADDED, one, by=by, at=at, along=rows)
    return one.sections


def carried(one: Edition, before: Edition) -> list[Base]:
    """As the edition before has them, with the names of the figures and not the values that they had. The rows to record along."""
    made = [
        EditionSection(place=old.place, heading=old.heading, text=old.text, resolved="", position=position)
        for position, old in enumerate(of_edition.sections(before), start=1)
    ]
    one.sections.extend(made)
    return list(made)


def frozen(one: Edition, on: date) -> list[Base]:
    """Proposed: the figures of that day become text, but for those that the act will bring. The rows to record along."""
    found = of_edition.sections(one)
    known = live_figures.but_for_the_act(of_edition.known_to(found, one, on))
    return _resolved(found, lambda each: live_figures.filled(each.text, known))


def thawed(one: Edition) -> list[Base]:
    """A draft again: its figures follow the data."""
    return _resolved(of_edition.sections(one), lambda _each: "")


def decided(one: Edition, act_body: str, act_number: str, adopted_on: date) -> list[Base]:
    """With the act, for ever."""
    known = live_figures.of_the_act(act_body, act_number, adopted_on)
    return _resolved(of_edition.sections(one), lambda each: live_figures.filled(each.resolved, known))


def _resolved(found: list[EditionSection], to: Callable[[EditionSection], str]) -> list[Base]:
    for each in found:
        each.resolved = to(each)
    return list(found)


def _checked(one: Edition, text: SectionText, at: datetime) -> SectionText:
    heading = stated(text.heading, "heading", "Scrivi il titolo, per esempio «Il contesto esterno».")
    said = tidy_text(text.text)
    if not said:
        raise RuleBroken("Scrivi il testo.", "text")
    live_figures.check(said, live.figures_of(one, day(at)) if "{{" in said or "}}" in said else (), "text")
    return SectionText(heading, said, text.place)
