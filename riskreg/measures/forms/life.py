"""Shapes of what people type about what becomes of a measure."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import FieldList, FormField, StringField, TextAreaField

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.measure_life import Milestone
from riskreg.register.forms import why
from riskreg.web.fields import ItalianDateField, VersionField, needed, optional
from riskreg.web.form_rows import RowForm, RowsForm
from riskreg.web.forms import BaseForm

MOST_STEPS = 50
STEP = re.compile(r"step_([0-9]+)(_done)?")


def shown_by() -> TextAreaField:
    return TextAreaField(
        "Da che cosa risulta", description="L'atto, la circolare, la pagina pubblicata: chi controlla deve poterlo trovare.",
        validators=needed("Scrivi da che cosa risulta che la misura è attivata, per esempio l'atto o la pagina pubblicata."),
        render_kw={"maxlength": 2000, "rows": 3},
    )  # fmt: skip


class ActivateForm(BaseForm):
    merges = True
    version = VersionField()
    on = ItalianDateField("Attivata il", validators=needed("Scrivi in quale giorno la misura è stata attivata."))
    because = shown_by()


class WithdrawForm(BaseForm):
    merges = True
    version = VersionField()
    because = why("Scrivi perché l'attivazione registrata va annullata.")


class RescheduleForm(BaseForm):
    """The day asked for is no field of the measure's: whoever moved it meanwhile is a clash to be seen, not to be merged."""

    version = VersionField()
    due_on = ItalianDateField("Nuova scadenza", validators=needed("Scrivi la nuova scadenza."))
    because = why("Scrivi perché la scadenza si sposta.")


class StepForm(RowForm):
    name = StringField("Che cosa", validators=needed("Scrivi in che cosa consiste la tappa, oppure toglila."), render_kw={"maxlength": 500})
    due_on = ItalianDateField("Entro il", validators=optional())
    done_on = ItalianDateField("Raggiunta il", description="Solo quando è fatta.", validators=optional())


class StepsForm(RowsForm):
    """All the steps together, in their order."""

    version = VersionField()
    rows = FieldList(FormField(StepForm), label="Tappe", max_entries=MOST_STEPS)

    def said(self, row: Mapping[str, Any]) -> str:
        days = [f"entro il {write_date(row['due_on'])}"] if row["due_on"] else []
        days += [f"raggiunta il {write_date(row['done_on'])}"] if row["done_on"] else []
        return ", ".join([row["name"] or "", *days])

    def steps(self) -> list[Milestone]:
        return [Milestone(row["name"] or "", row["due_on"], row["done_on"]) for row in self.rows.data]

    def _refused(self, refusal: RuleBroken) -> None:
        """A step that is wrong says it in its own row."""
        super()._refused(refusal)
        if place := STEP.fullmatch(refusal.field or ""):
            row = self.rows[int(place[1]) - 1].form
            field = row.done_on if place[2] else row.name
            field.errors = [*field.errors, refusal.message]
            self.form_errors.remove(refusal.message)


class ShownSteps:
    """The steps of a measure as its form shows them."""

    def __init__(self, measure: Any) -> None:
        self._measure = measure

    @property
    def version(self) -> int:
        return int(self._measure.version)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"code": "", "name": one.name, "due_on": one.due_on, "done_on": one.done_on} for one in self._measure.milestones]
