"""Shapes of what people type about a finding."""

from collections.abc import Sequence

from wtforms import SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of WTForms 3.2
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.web.fields import needed
from riskreg.web.forms import BaseForm


class AcceptForm(BaseForm):
    """Which findings of a rule stay as they are, and why. What is chosen is looked up by the operation: it may have changed meanwhile."""

    failure = "Non è stato possibile accettare le segnalazioni"

    because = TextAreaField(
        "Perché va bene così", description="Resta scritto accanto alla segnalazione, con il tuo nome e il giorno.",
        validators=needed("Scrivi perché va bene così."), render_kw={"maxlength": 2000, "rows": 3},
    )  # fmt: skip
    findings = SelectMultipleField(
        "Segnalazioni da accettare", description="Togli il segno a quelle che vanno ancora sistemate.", choices=[], validate_choice=False,
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=needed("Scegli almeno una segnalazione."),
    )  # fmt: skip

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """All of them chosen, until somebody says otherwise."""
        self.findings.choices = [SelectChoice(*choice) for choice in choices]
        if not self.is_submitted():
            self.findings.data = [value for value, _label in choices]
