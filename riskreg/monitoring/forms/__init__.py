"""Shapes of what is typed about sessions: their days, their end, what follows from a step."""

from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.monitoring.sessions import Calendar
from riskreg.domain.workflow import LONGEST_REASON
from riskreg.register.forms import long_text
from riskreg.web.fields import ItalianDateField, VersionField, needed
from riskreg.web.forms import BaseForm


class _Days(BaseForm):
    opens_on = ItalianDateField("Si apre il", validators=needed("Scrivi il giorno in cui il monitoraggio si apre."))
    answer_by = ItalianDateField("Risposte entro il", validators=needed("Scrivi entro quando si risponde."))
    validate_by = ItalianDateField("Da validare entro il", validators=needed("Scrivi entro quando i dirigenti validano."))
    verify_by = ItalianDateField("Verifiche entro il", validators=needed("Scrivi entro quando si chiudono le verifiche."))
    instructions = long_text("Istruzioni", "Le legge chi risponde, sopra ogni scheda e nell'avviso di apertura.", rows=5)

    def calendar(self) -> Calendar:
        """Once each of them is there."""
        days = [field.data for field in (self.opens_on, self.answer_by, self.validate_by, self.verify_by)]
        return Calendar(*(day for day in days if day is not None))


class OpenForm(_Days):
    failure = "Il monitoraggio non è stato aperto"
    semester = SelectField(
        "Semestre", validators=needed("Scegli il semestre."), description="Le schede parlano di come stanno le misure alla sua fine."
    )
    with_steady = BooleanField(
        "Anche le misure a regime, fuori piano",
        description="Il piano dell'anno non le elenca più perché vanno avanti da sole. Togli il segno se non vuoi chiederne conto.",
    )

    def offer(self, semesters: list[tuple[str, str]]) -> None:
        self.semester.choices = semesters


class SheetForm(_Days):
    version = VersionField()


class CloseForm(BaseForm):
    failure = "Il monitoraggio non è stato chiuso"
    version = VersionField()
    because = TextAreaField(
        "Perché si chiude prima del termine",
        description="Resta scritto accanto alla chiusura, e nel registro delle attività.",
        validators=needed("Scrivi perché si chiude prima del termine per validare."),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )
    sure = BooleanField(
        "So che le schede non validate resteranno non monitorate", validators=needed("Conferma di saperlo, oppure annulla.")
    )

    def ask_why(self, *, is_early: bool) -> None:
        if not is_early:
            del self.because
            del self.sure


class SendForm(BaseForm):
    version = VersionField()
    failure = "La scheda non è stata inviata"


class WithdrawForm(BaseForm):
    version = VersionField()
    failure = "La scheda non è stata ritirata"


class ValidateForm(BaseForm):
    version = VersionField()
    failure = "La scheda non è stata validata"


class ReturnForm(BaseForm):
    version = VersionField()
    failure = "La scheda non è stata restituita"
    reason = TextAreaField(
        "Che cosa va corretto",
        description="Lo legge chi ha risposto, in cima alla scheda e nell'avviso.",
        validators=needed("Scrivi il motivo: chi la riceve deve sapere che cosa correggere."),
        render_kw={"rows": 4, "maxlength": LONGEST_REASON},
    )


class AcceptDateForm(BaseForm):
    version = VersionField()
    failure = "La scadenza è rimasta com'era"


class TogetherForm(BaseForm):
    """Those that wait for this person, each with the version that is shown: one that moved since is left, and named."""

    failure = "Nessuna scheda è cambiata"
    chosen = SelectMultipleField(
        "Schede",
        description="Segna quelle che hai letto e confermi: le altre restano ad aspettarti.",
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=needed("Segna almeno una scheda."), choices=[],
        validate_choice=False,
    )  # fmt: skip

    def offer(self, those: list[tuple[int, int, str]]) -> None:
        """Number, version, words of each."""
        offered = [(f"{number}.{version}", words) for number, version, words in those]
        self.chosen.choices = offered  # none of them ticked: whoever validates has looked

    def numbers(self) -> dict[int, int]:
        """By number, the version that was seen; what nobody could have sent from here is passed over."""
        found: dict[int, int] = {}
        for each in self.chosen.data or ():
            number, _dot, version = each.partition(".")
            if number.isdecimal() and version.isdecimal() and len(number) < 10 and len(version) < 10:
                found[int(number)] = int(version)
        return found
