"""Shapes of what is proposed while a sheet is filled in."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField

from riskreg.domain.campaigns import ProposalKind
from riskreg.register.forms import CHOOSE
from riskreg.web.fields import VersionField, needed, optional
from riskreg.web.forms import BaseForm

__all__ = ["CHOOSE", "OF_KIND", "DecisionForm", "ProcessProposalForm"]

NAME = ProposalKind.PROCESS.longest_name


def _why() -> TextAreaField:
    return TextAreaField("Perché", validators=needed("Scrivi perché lo proponi."), render_kw={"maxlength": 10000, "rows": 4})


class ProposalForm(BaseForm):
    """Each asks where, then what, then why: fields show in the order in which they are written."""

    failure = "La proposta non è partita"
    place: Any = None
    name: Any = None
    because: Any = None


class EventProposalForm(ProposalForm):
    place = SelectField("In quale fase", choices=[CHOOSE], validators=needed("Scegli la fase."))
    name = StringField(
        "Evento rischioso", description="Che cosa potrebbe accadere, in una frase.", render_kw={"maxlength": NAME},
        validators=needed("Scrivi l'evento rischioso."),
    )  # fmt: skip
    because = _why()


class PhaseProposalForm(ProposalForm):
    name = StringField("Fase", render_kw={"maxlength": NAME}, validators=needed("Scrivi il nome della fase."))
    because = _why()


class MeasureProposalForm(ProposalForm):
    place = SelectField("Misura", choices=[CHOOSE], validators=needed("Scegli la misura."))
    name = StringField(
        "Che cosa cambiare", description="Per esempio la scadenza, l'indicatore, chi ne risponde.", render_kw={"maxlength": ProposalKind.MEASURE.longest_name},
        validators=needed("Scrivi che cosa cambiare."),
    )  # fmt: skip
    because = _why()


class ProcessProposalForm(ProposalForm):
    place = SelectField("Unità che lo svolge", choices=[CHOOSE], validators=needed("Scegli l'unità."))
    name = StringField("Processo", render_kw={"maxlength": NAME}, validators=needed("Scrivi il nome del processo."))
    because = _why()


class DecisionForm(BaseForm):
    failure = "La proposta non è stata decisa"
    version = VersionField()
    answer = TextAreaField(  # never called `because`: that is the proposer's own, and the form would begin with it
        "Perché",
        validators=optional(),
        description="Lo legge chi ha proposto. Serve se non la accogli.",
        render_kw={"maxlength": 10000, "rows": 3},
    )


OF_KIND: dict[ProposalKind, type[ProposalForm]] = {
    ProposalKind.EVENT: EventProposalForm, ProposalKind.PHASE: PhaseProposalForm, ProposalKind.MEASURE: MeasureProposalForm,
}  # fmt: skip
