"""What people type about strategic objectives, and the measures that they tick."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.register.forms import MARKUP, long_text, name_field
from riskreg.web.fields import VersionField, optional
from riskreg.web.forms import BaseForm, Clash

Groups = dict[str, list[tuple[str, str]]]
"""Under each heading, values and what they are called."""

Choices = list[tuple[str, str]]

FIELDS = ("name", "code", "description", "source")


def _in_order(values: Any) -> Any:
    """The same ticks are the same list, whichever order they were sent in."""
    return sorted(value for value in values if value) if isinstance(values, list) else values


class ObjectiveForm(BaseForm):
    """Its version is that of the edition."""

    merges = True
    failure = "L'obiettivo non è stato salvato"
    version = VersionField()
    name = name_field("Obiettivo strategico", "Scrivi l'obiettivo strategico, per esempio «Più trasparenza nei contratti».")
    code = StringField("Codice", description="Se lo lasci vuoto, ne riceve uno.", validators=optional(), render_kw={"maxlength": 30})
    description = long_text("Descrizione", f"Che cosa vuole ottenere l'ente, e per chi. {MARKUP}")
    source = StringField(
        "Da quale atto viene", description="Quello dell'organo di indirizzo, per esempio «Deliberazione del Consiglio n. 12 del 28/11/2025».",
        validators=optional(), render_kw={"maxlength": 300},
    )  # fmt: skip


def _ticks(label: str, hint: str) -> Any:
    return SelectMultipleField(
        label, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[], filters=[_in_order], description=hint
    )


class _Linking(BaseForm):
    """Which measures serve the objective. `measures`: those that were linked when the form was opened stay where they are ticked."""

    merges = True
    failure = "I collegamenti non sono stati salvati"
    version = VersionField()

    def call(self, titles: Mapping[str, str]) -> None:
        """What each measure is called where two people clash."""
        self._titles = titles

    def chosen(self) -> list[int]:
        return [int(number) for number in self.measures.data or ()]

    def _clashes(self, thing: Any) -> list[Clash]:
        """By the names of the measures."""
        return [
            each._replace(mine=self._said(self.measures.data), theirs=self._said(thing.measures)) if each.name == "measures" else each
            for each in super()._clashes(thing)
        ]

    def _said(self, values: Iterable[str] | None) -> str:
        return "\n".join(self._titles.get(value, value) for value in values or ())


class ServesForm(_Linking):
    """General measures of the edition."""

    measures = _ticks("Misure che servono l'obiettivo", "Una misura può servire più obiettivi. Quelle senza segno non sono collegate.")

    def offer(self, groups: Groups, *, every: Groups) -> None:
        """`every`: also those that a search leaves out."""
        choices: Any = groups
        self.measures.choices = choices
        self.call({value: title for those in every.values() for value, title in those})


class ServesSpecificForm(_Linking):
    """Specific ones, of which there may be thousands: those that are linked, and those that a search finds."""

    more = _ticks("Misure da collegare", "Metti il segno a quelle che servono l'obiettivo. Resta anche se cerchi altro prima di salvare.")
    measures = _ticks("Misure che servono l'obiettivo", "Togli il segno a quelle che non lo servono più.")

    def offer(self, found: Choices, linked: Choices) -> None:
        self.more.choices, self.measures.choices = found, linked
        self.call(dict([*found, *linked]))

    def all_chosen(self) -> list[int]:
        return [*self.chosen(), *(int(number) for number in self.more.data or ())]


class ShownObjective:
    """An objective as its form shows it, read anew when the edition has changed. `numbers`: of which measures the form speaks."""

    def __init__(self, objective: Any, numbers: Callable[[], Iterable[int]] = tuple) -> None:
        self._objective, self._numbers = objective, numbers
        self._known: dict[int, list[str]] = {}

    @property
    def version(self) -> int:
        return int(self._objective.edition.version)

    @property
    def measures(self) -> list[str]:
        if self.version not in self._known:
            self._known[self.version] = sorted(str(number) for number in self._numbers())
        return self._known[self.version]

    def __getattr__(self, name: str) -> Any:
        if name not in FIELDS:
            raise AttributeError(name)
        return getattr(self._objective, name)
