"""Shapes of what is typed about campaigns."""

from wtforms import BooleanField, SelectField, StringField

from riskreg.domain.campaigns import Calendar
from riskreg.register.forms import long_text
from riskreg.waiting.forms import NudgeForm as Nudging
from riskreg.waiting.forms import ticks
from riskreg.web.fields import ItalianDateField, VersionField, needed
from riskreg.web.forms import BaseForm


class _Days(BaseForm):
    opens_on = ItalianDateField("Si apre il", validators=needed("Scrivi il giorno in cui la campagna si apre."))
    send_by = ItalianDateField("Schede da inviare entro il", validators=needed("Scrivi entro quando si inviano le schede."))
    validate_by = ItalianDateField("Da validare entro il", validators=needed("Scrivi entro quando i dirigenti validano."))
    approve_by = ItalianDateField("Da approvare entro il", validators=needed("Scrivi entro quando l'RPCT approva."))
    instructions = long_text("Istruzioni", "Le legge chi compila, sopra ogni scheda e nell'avviso di apertura.", rows=5)

    def calendar(self) -> Calendar:
        """Once each of them is there."""
        days = [field.data for field in (self.opens_on, self.send_by, self.validate_by, self.approve_by)]
        return Calendar(*(day for day in days if day is not None))


class OpenForm(_Days):
    failure = "La campagna non è stata aperta"
    year = SelectField("Anno", validators=needed("Scegli l'anno."), description="Il primo anno del piano che la campagna prepara.")
    methodology_id = SelectField("Metodologia", validators=needed("Scegli la metodologia con cui si valuta."))
    processes = ticks(
        "Processi", "Scegli almeno un processo.", "Sono segnati tutti quelli attivi: togli il segno a chi non serve chiedere."
    )

    def offer(
        self, years: list[tuple[str, str]], methodologies: list[tuple[str, str]], processes: dict[str, list[tuple[int, str]]]
    ) -> None:
        self.year.choices, self.methodology_id.choices, self.processes.choices = years, methodologies, processes
        if not self.is_submitted():
            self.processes.data = [value for those in processes.values() for value, _label in those]


class SheetForm(_Days):
    version = VersionField()


class ExtendForm(BaseForm):
    failure = "Il termine non è stato prorogato"
    version = VersionField()
    send_by = ItalianDateField("Nuovo termine per l'invio", validators=needed("Scrivi il nuovo termine."))
    because = StringField(
        "Perché", description="Lo legge chi riceve più tempo; resta nella cronologia.", validators=needed("Scrivi perché dai più tempo."),
        render_kw={"maxlength": 600},
    )  # fmt: skip


class NudgeForm(Nudging):
    of = "processes"
    processes = ticks("Di quali schede", "Scegli almeno una scheda.", "Togli il segno a quelle che non vuoi sollecitare adesso.")


class AddForm(BaseForm):
    failure = "Nessun processo è stato aggiunto"
    version = VersionField()
    processes = ticks("Processi da aggiungere", "Scegli almeno un processo.")

    def offer(self, processes: dict[str, list[tuple[int, str]]]) -> None:
        self.processes.choices = processes


class LeaveOutForm(BaseForm):
    failure = "Il processo è rimasto nella campagna"
    because = StringField("Perché", validators=needed("Scrivi perché il processo esce dalla campagna."), render_kw={"maxlength": 600})


class CloseForm(BaseForm):
    failure = "La campagna non è stata chiusa"
    version = VersionField()


class ConfirmForm(BaseForm):
    """Whoever confirms says that they read it: no click by habit."""

    failure = "La scheda non è stata confermata"
    version = VersionField()
    read = BooleanField(
        "Ho riletto tutte le risposte qui sopra e valgono ancora",
        validators=needed("Rileggi le risposte e conferma di averlo fatto, oppure rispondi di nuovo alle domande."),
    )
