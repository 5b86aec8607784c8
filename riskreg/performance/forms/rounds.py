"""Shapes of what people type about rounds: their days, more time, their end, a result, what was found in the sample."""

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.performance.inspecting import FOUND_LABELS, Found
from riskreg.domain.performance.results import Period
from riskreg.domain.performance.rounds import Calendar
from riskreg.domain.sampling import LONGEST_SEED
from riskreg.domain.workflow import LONGEST_REASON
from riskreg.performance.forms import ResultForm
from riskreg.register.forms import long_text, why
from riskreg.waiting.forms import NudgeForm as Nudging
from riskreg.waiting.forms import ticks
from riskreg.web.fields import ItalianDateField, VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm


class OpenRoundForm(BaseForm):
    failure = "La rilevazione non è stata aperta"
    period = SelectField(
        "Che cosa si rileva", choices=[], validators=needed("Scegli il periodo."), description="I risultati contano dal 1° gennaio."
    )
    opens_on = ItalianDateField("Si apre il", validators=needed("Scrivi il giorno in cui la rilevazione si apre."))
    enter_by = ItalianDateField("Da inserire entro il", validators=needed("Scrivi entro quando si inseriscono i risultati."))
    verify_by = ItalianDateField("Da verificare entro il", validators=needed("Scrivi entro quando si verificano i risultati."))
    instructions = long_text("Istruzioni", "Le legge chi inserisce, sopra ogni risultato e nell'avviso di apertura.", rows=4)

    def offer(self, periods: list[tuple[str, str]]) -> None:
        self.period.choices = periods

    def asked(self) -> tuple[int, Period]:
        year, _dash, period = (self.period.data or "").partition("-")
        return int(year), Period(period)

    def calendar(self) -> Calendar:
        """Once each of them is there."""
        days = [field.data for field in (self.opens_on, self.enter_by, self.verify_by)]
        return Calendar(*(day for day in days if day is not None))


EVERYBODY = "tutti"


class ExtendForm(BaseForm):
    failure = "Il termine è rimasto com'era"
    version = VersionField()
    whom = SelectField("A chi", choices=[], validators=needed("Scegli a chi si dà più tempo."))
    enter_by = ItalianDateField("Da inserire entro il", validators=needed("Scrivi il nuovo giorno."))
    verify_by = ItalianDateField(
        "Da verificare entro il",
        validators=needed("Scrivi entro quando si verificano i risultati."),
        description="Di una sola unità non cambia.",
    )
    because = why("Scrivi perché si dà più tempo: resta scritto accanto al nuovo termine.")

    def offer(self, units: list[tuple[str, str]]) -> None:
        self.whom.choices = [(EVERYBODY, "A tutti"), *units]


class CloseRoundForm(BaseForm):
    failure = "La rilevazione è rimasta aperta"
    version = VersionField()
    because = TextAreaField(
        "Perché si chiude prima del termine",
        description="Resta scritto accanto alla chiusura, e nel registro delle attività.",
        validators=needed("Scrivi perché si chiude prima del termine."),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )

    def ask_why(self, *, is_early: bool) -> None:
        if not is_early:
            del self.because


class AnswerForm(ResultForm):
    """A result of a round."""


class TogetherForm(BaseForm):
    """Those to verify, each with the version that is shown."""

    failure = "Nessun risultato è stato verificato"
    chosen = SelectMultipleField(
        "Risultati", description="Segna quelli che hai confrontato con la loro fonte: gli altri restano ad aspettarti.", option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False), validators=needed("Segna almeno un risultato."), choices=[], validate_choice=False,
    )  # fmt: skip

    def offer(self, those: list[tuple[int, int, str]]) -> None:
        """Number of the request, version of the result, words of each."""
        self.chosen.choices = [(f"{number}.{version}", words) for number, version, words in those]

    def numbers(self) -> dict[int, int]:
        """By number, the version that was seen; what nobody could have sent from here is passed over."""
        found: dict[int, int] = {}
        for each in self.chosen.data or ():
            number, _dot, version = each.partition(".")
            if number.isdecimal() and version.isdecimal() and len(number) < 10 and len(version) < 10:
                found[int(number)] = int(version)
        return found


class NudgeForm(Nudging):
    of = "requests"
    requests = ticks("Di quali risultati", "Scegli almeno un risultato.", "Togli il segno a quelli che non vuoi sollecitare adesso.")


class SampleForm(BaseForm):
    failure = "Il campione non è stato dichiarato"
    version = VersionField()
    percent = WholeNumberField("Quanto si controlla, per cento", description="Da 1 a 100; il numero si arrotonda per eccesso.",
                               validators=needed("Scrivi una percentuale da 1 a 100."), render_kw={"inputmode": "numeric", "maxlength": 3, "size": 3})  # fmt: skip
    seed = StringField(
        "Seme", validators=optional(), render_kw={"maxlength": LONGEST_SEED},
        description="Decide chi esce. Lascialo vuoto e ne sceglie uno riskreg, oppure scrivine uno che nessuno possa scegliere: i numeri di un'estrazione del lotto.",
    )  # fmt: skip


class DrawRoundForm(BaseForm):
    failure = "Non è stato estratto nessun risultato"
    version = VersionField()


class InspectForm(BaseForm):
    failure = "Il controllo non è stato registrato"
    version = VersionField()
    finding = RadioField("Esito", choices=list(FOUND_LABELS.items()), validators=needed("Scegli l'esito del controllo."))
    looked_at = TextAreaField(
        "Che cosa hai esaminato", description="La fonte del dato, i calcoli, le prove allegate.",
        validators=needed("Scrivi che cosa hai esaminato: la fonte del dato, i calcoli, le prove allegate."), render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )  # fmt: skip
    found = TextAreaField(
        "Che cosa risulta", description="Serve se non è confermato: lo legge chi ha inserito il risultato, che lo corregge.", validators=optional(),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )  # fmt: skip

    @property
    def outcome(self) -> Found | None:
        return Found(self.finding.data) if self.finding.data in FOUND_LABELS else None


class VerifyAnswerForm(BaseForm):
    failure = "Il risultato non è stato verificato"
    version = VersionField()
    sure = BooleanField("Ho controllato il dato con la sua fonte", validators=needed("Segna che hai controllato il dato con la sua fonte."))
