"""Shapes of what people type in a thread."""

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from riskreg.domain.comments import LONGEST, NOTHING_ASKED, NOTHING_SAID
from riskreg.web.fields import needed
from riskreg.web.forms import BaseForm

RESOLVES = "risolta"
"""The button that answers and closes at once."""


class AskForm(BaseForm):
    failure = "La domanda non è stata fatta"
    section = SelectField("A che cosa si riferisce", validators=[InputRequired("Scegli a che cosa si riferisce.")], choices=[])
    text = TextAreaField("Domanda", validators=needed(NOTHING_ASKED), render_kw={"maxlength": LONGEST, "rows": 4})


class AnswerForm(BaseForm):
    failure = "La risposta non è stata salvata"
    text = TextAreaField("Risposta", validators=needed(NOTHING_SAID), render_kw={"maxlength": LONGEST, "rows": 4})
