"""When people are reminded, as it is typed."""

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.waiting import MOST_BEFORE, MOST_ESCALATE, MOST_EVERY
from riskreg.web.fields import VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm

NUMBER = {"inputmode": "numeric", "maxlength": 3, "size": 3}


def ticks(label: str, sentence: str, description: str = "") -> SelectMultipleField:
    return SelectMultipleField(
        label,
        description=description,
        validators=[DataRequired(sentence)],
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class NudgeForm(BaseForm):
    """Whoever asks about sheets adds the field of their ticks, and says its name (`of`)."""

    failure = "Non è partito nessun sollecito"
    of: str
    message = TextAreaField(
        "Due righe tue",
        validators=optional(),
        description="Si leggono prima dell'elenco.",
        render_kw={"maxlength": 2000, "rows": 3},
    )

    def offer(self, sheets: list[tuple[int, str]], ticked: list[int]) -> None:
        field = self[self.of]
        field.choices = sheets
        if not self.is_submitted():
            field.data = ticked


class RulesForm(BaseForm):
    version = VersionField()
    first = WholeNumberField(
        "Primo promemoria, giorni prima",
        description=f"Da 0 a {MOST_BEFORE}.",
        validators=needed("Scrivi quanti giorni prima mandare il primo promemoria, per esempio 14."),
        render_kw=NUMBER,
    )
    second = WholeNumberField("Secondo promemoria, giorni prima", validators=optional(), render_kw=NUMBER)
    third = WholeNumberField("Terzo promemoria, giorni prima", validators=optional(), render_kw=NUMBER)
    late_every = WholeNumberField(
        "Ogni quanti giorni ricordare quello che è in ritardo",
        description=f"Da 1 a {MOST_EVERY}.",
        validators=needed("Scrivi ogni quanti giorni ricordarlo, per esempio 7."),
        render_kw=NUMBER,
    )
    escalate_after = WholeNumberField(
        "Dopo quanti giorni di ritardo avvisare il dirigente",
        description=f"Da 1 a {MOST_ESCALATE}. Lo sa, una volta per ogni scadenza, il dirigente sopra chi deve farlo; dove non c'è, l'RPCT.",
        validators=needed("Scrivi dopo quanti giorni di ritardo avvisare il dirigente, per esempio 15."),
        render_kw=NUMBER,
    )
