"""Shapes of what is typed about presa visione."""

from wtforms import SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.web.forms import BaseForm


class RemindForm(BaseForm):
    """Whoever read it since the page was drawn is no mistake of whoever sends it."""

    failure = "Non è partito nessun sollecito"
    people = SelectMultipleField(
        "A chi scrivere",
        description="Togli il segno a chi non vuoi sollecitare adesso.",
        validators=[DataRequired("Scegli almeno una persona.")],
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, people: list[tuple[int, str]], ticked: list[int]) -> None:
        self.people.choices = people
        if not self.is_submitted():
            self.people.data = ticked
