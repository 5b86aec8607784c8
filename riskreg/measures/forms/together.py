"""Shapes of what people ask of many measures at once."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectField

from riskreg.domain.measures import Timetable
from riskreg.domain.register import Timing
from riskreg.measures.forms import DUTIES, MANDATORY, MeasureForm
from riskreg.measures.forms.life import ActivateForm, RescheduleForm
from riskreg.register.forms import CHOOSE, why
from riskreg.web.fields import ItalianDateField, needed
from riskreg.web.forms import BaseForm

REPLACE, LEAD, DUE, TIMING, DUTY, ACTIVATE, END = "responsabile", "capofila", "scadenza", "tempi", "obbligo", "attivazione", "fine"

ACTS: Mapping[str, str] = {
    REPLACE: "Sostituisci un responsabile",
    LEAD: "Scegli il capofila",
    DUE: "Sposta la scadenza",
    TIMING: "Cambia i tempi",
    DUTY: "Segna come obbligatorie o ulteriori",
    ACTIVATE: "Registra l'attivazione",
    END: "Termina le misure",
}


class TogetherForm(BaseForm):
    """Tried, shown, and kept only when it is confirmed."""

    confirm = True
    failure = "Non è stato possibile cambiare le misure"


class ReplaceForm(TogetherForm):
    old = SelectField("Al posto di", choices=[], validators=needed("Scegli il responsabile da sostituire."))
    new = SelectField("Metti", choices=[], validators=needed("Scegli il nuovo responsabile."))


class LeadForm(TogetherForm):
    new = SelectField(
        "Capofila", description="Chi c'era resta, come altro responsabile.", choices=[], validators=needed("Scegli il capofila.")
    )  # fmt: skip


class DueForm(TogetherForm):
    due_on = RescheduleForm.due_on
    because = RescheduleForm.because


class TimingForm(TogetherForm):
    timing: Any = MeasureForm.timing
    due_on: Any = MeasureForm.due_on
    period: Any = MeasureForm.period
    occasion: Any = MeasureForm.occasion

    def timetable(self) -> Timetable:
        return Timetable(Timing(self.timing.data), self.due_on.data, self.period.data or None, self.occasion.data or "")


class DutyForm(TogetherForm):
    duty = RadioField("Sono", choices=list(DUTIES.items()), validators=needed("Scegli se le misure sono obbligatorie o ulteriori."))

    def is_mandatory(self) -> bool:
        return bool(self.duty.data == MANDATORY)


class ActivateManyForm(TogetherForm):
    on = ActivateForm.on
    because = ActivateForm.because


class EndManyForm(TogetherForm):
    last_day = ItalianDateField("In vigore fino al", description="Questo giorno compreso.", validators=needed("Scrivi l'ultimo giorno."))
    because = why("Scrivi perché le misure non sono più in vigore.")


FORMS: Mapping[str, type[TogetherForm]] = {
    REPLACE: ReplaceForm, LEAD: LeadForm, DUE: DueForm, TIMING: TimingForm, DUTY: DutyForm, ACTIVATE: ActivateManyForm, END: EndManyForm,
}  # fmt: skip


def offer(form: Any, owners: list[tuple[str, str]], there: list[tuple[str, str]]) -> None:
    """Whom one may choose, where owners are asked for: `there` is who answers now for one of them at least."""
    for name, choices in (("old", there), ("new", owners)):
        if name in form:
            form[name].choices = [CHOOSE, *choices]
