"""Shapes of what people type about measures."""

from typing import Any

from wtforms import RadioField, SelectField, StringField

from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES, PERIOD_LABELS, TIMING_LABELS, OwnerKind, Timing
from riskreg.register.forms import CHOOSE, Choices, long_text, name_field, several, why
from riskreg.web.fields import ItalianDateField, VersionField, needed, optional
from riskreg.web.forms import BaseForm

FEWEST_OWNERS = 3
MANDATORY, FURTHER, BY_CLASS = "obbligatoria", "ulteriore", "classe"
DUTIES = {MANDATORY: "Obbligatoria", FURTHER: "Ulteriore"}


def _only_when(timing: Timing) -> dict[str, Any]:
    return {"data-shown-when": f"timing={timing.value}"}


class MeasureForm(BaseForm):
    """`measure_form` adds the owners, so many `places`."""

    merges = True
    places = FEWEST_OWNERS
    events: Any = None
    version = VersionField()
    name = name_field("Misura", "Scrivi in che cosa consiste la misura.", 500)
    code = StringField("Codice", description="Se lo lasci vuoto, ne riceve uno.", validators=optional(), render_kw={"maxlength": 30})
    family = SelectField("Famiglia", choices=[CHOOSE, *FAMILY_LABELS.items()], validators=needed("Scegli la famiglia della misura."))
    measure_class = SelectField("Classe", choices=[CHOOSE, *GENERAL_CLASSES.items()], validators=needed("Scegli la classe della misura."))
    duty = RadioField(
        "Obbligatoria o ulteriore", choices=list(DUTIES.items()), default=MANDATORY, validators=needed("Scegli se la misura è obbligatoria o ulteriore."),
        description="Obbligatoria: la chiedono la legge o il PNA. Ulteriore: la aggiunge l'ente.",
    )  # fmt: skip
    description = long_text("Descrizione", rows=4)
    sustainability = long_text(
        "Sostenibilità economica e organizzativa",
        "Chi la attua, con quali risorse e tempo: una misura che non si regge resta sulla carta.",
        rows=2,
    )
    indicator = long_text("Indicatore", "Che cosa si misura, per esempio «% di gare con verifica».", rows=2)
    target = StringField(
        "Target", description="Il valore da raggiungere, per esempio «100%».", validators=optional(), render_kw={"maxlength": 500}
    )
    timing = SelectField("Tempi", choices=[CHOOSE, *TIMING_LABELS.items()], validators=needed("Scegli i tempi della misura."))
    due_on = ItalianDateField(
        "Entro il", description="Solo per le misure «entro una data».", validators=optional(), render_kw=_only_when(Timing.BY_DATE)
    )
    period = SelectField(
        "Cadenza", description="Solo per le misure periodiche.", choices=[("", "Nessuna"), *PERIOD_LABELS.items()], validators=optional(),
        render_kw=_only_when(Timing.PERIODIC),
    )  # fmt: skip
    occasion = StringField(
        "A quale evento", description="Solo per le misure «a evento», per esempio «per ogni gara».", validators=optional(),
        render_kw=_only_when(Timing.ON_EVENT) | {"maxlength": 300},
    )  # fmt: skip
    in_force_from = ItalianDateField("In vigore dal", validators=needed("Scrivi da quale giorno è in vigore."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if "data-shown-when" in (field.render_kw or {}):
                field.flags.conditional = True  # needed in one case and wrong in the others: the page must not call them optional

    def group_of(self, name: str) -> str:
        """An owner and its name; when it is done, in all its parts."""
        if name.startswith("owner_"):
            return name.removesuffix("_name")
        return "timing" if name in ("due_on", "period", "occasion") else name

    def timetable(self) -> Timetable:
        return Timetable(Timing(self.timing.data), self.due_on.data, self.period.data or None, self.occasion.data or "")

    def is_mandatory(self) -> bool | None:
        """None: as the class says."""
        return None if self.duty.data == BY_CLASS else bool(self.duty.data == MANDATORY)

    def owners(self) -> list[Owner]:
        """Those that were said, in their order; a name alone is somebody yet to be linked."""
        said = []
        for place in range(1, self.places + 1):
            chosen, name = self[f"owner_{place}"].data, self[f"owner_{place}_name"].data or ""
            if chosen or name:
                said.append(_owner(chosen or OwnerKind.UNLINKED.value, name))
        return said


def _owner(chosen: str, name: str) -> Owner:
    kind, _colon, number = chosen.partition(":")
    if kind == OwnerKind.UNIT:
        return Owner(OwnerKind.UNIT, unit_id=int(number))
    if kind == OwnerKind.FIGURE:
        return Owner(OwnerKind.FIGURE, figure_id=int(number))
    return Owner(OwnerKind(kind), name=name)


def _duty_by_class() -> RadioField:
    """For a general measure that is being added: its class decides, unless somebody says otherwise."""
    choices = [(BY_CLASS, "Come la sua classe: ulteriore solo nella classe «Ulteriori»"), *DUTIES.items()]
    return RadioField(
        "Obbligatoria o ulteriore", choices=choices, default=BY_CLASS, validators=needed("Scegli se la misura è obbligatoria o ulteriore.")
    )


BY_NAME = [
    (OwnerKind.GROUP.value, "Un gruppo di persone (scrivi quale)"),
    (OwnerKind.OUTSIDE.value, "Un organismo esterno (scrivi quale)"),
    (OwnerKind.UNLINKED.value, "Da collegare (scrivi il nome)"),
]


def measure_form(*, general: bool, owners: Choices, events: Choices = (), there: int = 0) -> Any:
    """For a general measure its class, for a specific one its family and the events that it answers; one owner more than are there."""
    places = max(FEWEST_OWNERS, there + 1)
    fields: dict[str, Any] = {"family" if general else "measure_class": None, "places": places}
    if general and not there:
        fields["duty"] = _duty_by_class()
    if there:
        fields["due_on"] = ItalianDateField(
            "Entro il", description="Per spostarla usa «Sposta la scadenza» nella scheda: qui si toglie soltanto, se i tempi sono altri.",
            validators=optional(), render_kw=_only_when(Timing.BY_DATE),
        )  # fmt: skip
    if events:
        fields["events"] = several("Eventi a cui risponde", "Scegli almeno un evento.", "Gli eventi di questo processo.")
        fields["events"].kwargs["choices"] = list(events)
    choices = [("", "Nessuno"), *BY_NAME, *owners]
    for place in range(1, places + 1):
        label = "Responsabile capofila" if place == 1 else f"Altro responsabile {place - 1}"
        check = needed("Indica chi risponde della misura: il primo è il capofila.") if place == 1 else optional()
        fields[f"owner_{place}"] = SelectField(label, choices=[CHOOSE, *choices[1:]] if place == 1 else choices, validators=check)
        fields[f"owner_{place}_name"] = StringField(
            f"Nome ({label.lower()})", description="Solo se non è un'unità o una figura dell'elenco.", validators=optional(),
            render_kw={"maxlength": 300, "data-shown-when": f"owner_{place}={' '.join(kind for kind, _label in BY_NAME)}"},
        )  # fmt: skip
    return type("MeasureForm", (MeasureForm,), fields)


class ShownMeasure:
    """A measure as its form shows it: an owner in each place."""

    def __init__(self, measure: Any) -> None:
        self._measure = measure

    def __getattr__(self, name: str) -> Any:
        if name == "duty":
            return MANDATORY if self._measure.is_mandatory else FURTHER
        if name == "events":
            return [str(link.event_id) for link in self._measure.events]
        if not name.startswith("owner_"):
            return getattr(self._measure, name)
        place, _mark, part = name.removeprefix("owner_").partition("_")
        owner = next((one for one in self._measure.owners if str(one.position) == place), None)
        if owner is None:
            return ""
        if part == "name":
            return owner.name
        return f"{owner.kind}:{owner.unit_id or owner.figure_id}" if owner.unit_id or owner.figure_id else owner.kind


class LinkForm(BaseForm):
    merges = True
    version = VersionField()
    events = several("Eventi a cui risponde", "Lascia almeno un evento: se la misura non serve più, terminala.")


class EndMeasureForm(BaseForm):
    merges = True
    version = VersionField()
    last_day = ItalianDateField("In vigore fino al", description="Questo giorno compreso.", validators=needed("Scrivi l'ultimo giorno."))
    because = why("Scrivi perché la misura non è più in vigore.")
