"""What somebody may read of the register, all at once: for files that go out."""

from collections.abc import Iterator
from datetime import date

from riskreg.domain.permissions import Permission, Person
from riskreg.people.queries import reach
from riskreg.register.models import Measure, Phase, Process, RiskArea, RiskEvent
from riskreg.register.queries.whole import Whole


class Seen:
    """Processes that stand within this person's reach, with phases and events; specific measures that answer to them, or whose
    owners stand there; the areas of those processes. Of who reads everything, everything."""

    def __init__(self, person: Person, on: date) -> None:
        self.whole = Whole(with_measures=False)
        self._units = reach.units_within(person, Permission.REGISTER_READ, on)
        whole = self.whole
        self.processes: list[Process] = [one for one in whole.processes.values() if self._sees(one.unit_id)]
        self.phases: list[Phase] = [phase for process in self.processes for phase in process.phases]
        self.events: list[RiskEvent] = [event for phase in self.phases for event in phase.events]
        areas = {process.area_id for process in self.processes}
        self.areas: list[RiskArea] = [area for area in whole.areas.values() if self._units is None or area.id in areas]

    @property
    def measures(self) -> Iterator[Measure]:
        """Once, one after the other."""
        return filter(self._sees_measure, self.whole.each_measure())

    def _sees(self, unit_id: int | None) -> bool:
        return self._units is None or unit_id in self._units

    def _sees_measure(self, measure: Measure) -> bool:
        return (
            self._units is None
            or any(self._sees(link.event.phase.process.unit_id) for link in measure.events)
            or any(owner.unit_id is not None and self._sees(owner.unit_id) for owner in measure.owners)
        )
