"""Shapes of what people type about the Relazione sulla performance."""

from datetime import date

from wtforms import RadioField, StringField, TextAreaField

from riskreg.domain import prose
from riskreg.domain.performance.report import LONGEST_TEXT, OUTCOME_LABELS, Outcome
from riskreg.web.fields import ItalianDateField, VersionField, needed, optional
from riskreg.web.forms import BaseForm


def _tidy(text: str | None) -> str:
    return prose.tidy(text or "")


class TextForm(BaseForm):
    """Its version is that of the section alone."""

    failure = "Il testo non è stato salvato"
    version = VersionField()
    text = TextAreaField(
        "Testo",
        description="Una riga vuota separa i capoversi. A inizio riga «## » fa un titolo, «- » una voce di elenco. Lasciato vuoto, la sezione non si stampa.",
        filters=[_tidy], validators=optional(), render_kw={"rows": 20, "maxlength": LONGEST_TEXT},
    )  # fmt: skip


class AskForm(BaseForm):
    """The page asks, the button says yes."""

    version = VersionField()


class DatedForm(AskForm):
    """What happened on a day: most often it is written down on the same."""

    day = ""

    def suggest(self, today: date) -> None:
        if not self.is_submitted() and self[self.day].data is None:
            self[self.day].data = today


class ApproveForm(DatedForm):
    day = "approved_on"

    failure = "L'approvazione non è stata registrata"
    act_body = StringField(
        "Organo che ha approvato la relazione", description="Per esempio «Giunta camerale».", render_kw={"maxlength": 200},
        validators=needed("Scrivi quale organo ha approvato la relazione, per esempio «Giunta camerale»."),
    )  # fmt: skip
    act_number = StringField(
        "Atto", description="Il tipo e il numero, per esempio «Deliberazione n. 12».", render_kw={"maxlength": 60},
        validators=needed("Scrivi il tipo e il numero dell'atto, per esempio «Deliberazione n. 12»."),
    )  # fmt: skip
    approved_on = ItalianDateField("Data dell'atto", validators=needed("Scrivi il giorno in cui l'organo ha approvato la relazione."))


class JudgeForm(DatedForm):
    """What the OIV says of it."""

    day = "oiv_on"

    failure = "L'esito non è stato registrato"
    outcome = RadioField(
        "Esito",
        choices=list(OUTCOME_LABELS.items()),
        validators=needed("Scegli l'esito: validata, validata con osservazioni, non validata."),
    )
    oiv_on = ItalianDateField("Data del documento di validazione", validators=needed("Scrivi il giorno del documento di validazione."))
    oiv_protocol = StringField(
        "Protocollo", description="Per esempio «Prot. 1234».", render_kw={"maxlength": 60},
        validators=needed("Scrivi il numero di protocollo del documento di validazione, per esempio «Prot. 1234»."),
    )  # fmt: skip
    oiv_text = TextAreaField(
        "Osservazioni", description="Necessarie quando ce ne sono, e quando la relazione non è validata.", filters=[_tidy],
        validators=optional(), render_kw={"rows": 6, "maxlength": 5000},
    )  # fmt: skip

    def chosen(self) -> Outcome | None:
        return Outcome(self.outcome.data) if self.outcome.data in OUTCOME_LABELS else None


class PublishForm(DatedForm):
    day = "published_on"

    failure = "La pubblicazione non è stata registrata"
    published_on = ItalianDateField("Pubblicata il", validators=needed("Scrivi il giorno della pubblicazione."))
    published_at = StringField(
        "Indirizzo della pagina", description="In «Amministrazione trasparente», per esempio https://www.ente.example/performance.",
        validators=needed("Scrivi l'indirizzo della pagina in cui la relazione è pubblicata."), render_kw={"maxlength": 500},
    )  # fmt: skip


class ReviseForm(BaseForm):
    failure = "La revisione non è stata aperta"
    because = TextAreaField(
        "Perché si rivede la relazione", description="Si legge nella revisione, accanto alle cifre.", filters=[_tidy],
        validators=needed("Scrivi perché la relazione si rivede: si legge nella revisione."), render_kw={"rows": 4, "maxlength": 2000},
    )  # fmt: skip
