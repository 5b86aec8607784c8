"""Shapes of what people type about editions of the plan."""

from datetime import date
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.register.forms import long_text
from riskreg.web.fields import ItalianDateField, VersionField, needed
from riskreg.web.forms import BaseForm

NOTE = "Che cosa deve sapere chi legge questa edizione; per esempio perché è stata rivista."


class OpenForm(BaseForm):
    failure = "L'edizione non è stata aperta"
    first_year = SelectField("Triennio", validators=needed("Scegli il triennio dell'edizione."))
    note = long_text("Nota", NOTE, rows=4)

    def offer(self, choices: list[tuple[str, str]]) -> None:
        self.first_year.choices = choices


class NoteForm(BaseForm):
    version = VersionField()
    note = long_text("Nota", NOTE, rows=6)


class ReviseForm(BaseForm):
    """Its version is that of the edition that is amended."""

    failure = "La revisione non è stata aperta"
    note = long_text("Perché si rivede il piano", NOTE, rows=4)


class AskForm(BaseForm):
    """The page asks, the button says yes."""

    version = VersionField()


class ProposeForm(AskForm):
    """Where something is open, whoever proposes says that they have seen it."""

    failure = "L'edizione non è stata proposta"
    looked = BooleanField(
        "Ho visto i controlli aperti e propongo l'edizione com'è",
        validators=needed("Guarda i controlli aperti e conferma di averli visti, oppure annulla."),
    )

    def ask_about(self, still_open: str) -> None:
        if not still_open:
            del self.looked


class WithdrawForm(AskForm):
    failure = "La proposta non è stata ritirata"
    because = TextAreaField(
        "Motivo", description="Resta scritto nella cronologia.", validators=needed("Scrivi perché la proposta è ritirata."),
        render_kw={"maxlength": 2000, "rows": 3},
    )  # fmt: skip


class DatedForm(AskForm):
    """What happened on a day: most often it is written down on the same."""

    day = ""

    def suggest(self, today: date) -> None:
        if not self.is_submitted() and self[self.day].data is None:
            self[self.day].data = today


class ActForm(DatedForm):
    """With which act the body adopted."""

    day = "adopted_on"

    failure = "L'adozione non è stata registrata"
    act_body = StringField(
        "Organo che ha adottato il piano", description="Per esempio «Giunta camerale».", render_kw={"maxlength": 200},
        validators=needed("Scrivi quale organo ha adottato il piano, per esempio «Giunta camerale»."),
    )  # fmt: skip
    act_number = StringField(
        "Atto di adozione", description="Per esempio «Delibera n. 5».", render_kw={"maxlength": 60},
        validators=needed("Scrivi il numero dell'atto di adozione, per esempio «Delibera n. 5»."),
    )  # fmt: skip
    adopted_on = ItalianDateField("Data dell'atto", validators=needed("Scrivi il giorno in cui l'organo ha adottato il piano."))


class ActFileForm(BaseForm):
    """The act itself, as it was signed."""

    failure = "L'atto non è stato allegato"
    file = FileField(
        "File dell'atto", description="PDF, anche firmato (.p7m). Una volta allegato non si cambia più.",
        validators=[FileRequired("Scegli il file dell'atto.")], render_kw={"accept": ".pdf,.p7m"},
    )  # fmt: skip


class PublishForm(DatedForm):
    """Where everybody reads it."""

    day = "published_on"

    failure = "La pubblicazione non è stata registrata"
    published_on = ItalianDateField("Pubblicata il", validators=needed("Scrivi il giorno della pubblicazione."))
    published_at = StringField(
        "Indirizzo della pagina", description="In «Amministrazione trasparente», per esempio https://www.ente.example/piao.",
        validators=needed("Scrivi l'indirizzo della pagina in cui il piano è pubblicato."), render_kw={"maxlength": 500},
    )  # fmt: skip


class ListThoseForm(BaseForm):
    """Measures of the register that come into the draft."""

    version = VersionField()
    measures = SelectMultipleField(
        "Misure da inserire", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[],
        validators=needed("Scegli almeno una misura."),
    )  # fmt: skip

    def offer(self, groups: dict[str, list[tuple[str, str]]]) -> None:
        choices: Any = groups
        self.measures.choices = choices

    def chosen(self) -> list[int]:
        return [int(number) for number in self.measures.data or ()]
