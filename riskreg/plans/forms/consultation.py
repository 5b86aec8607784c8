"""Shapes of what is typed about the consultation on a draft."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField

from riskreg.domain.consultation import ALONE, OUTCOME_LABELS, SOURCE_LABELS
from riskreg.plans.forms import AskForm
from riskreg.register.forms import CHOOSE, long_text
from riskreg.web.fields import ItalianDateField, VersionField, needed, optional
from riskreg.web.forms import BaseForm

NO_NAMES = "Si stampa nel piano: senza nomi di persone."
SPEAK_FOR = [name for name in SOURCE_LABELS if name not in ALONE]
LONGEST_ABOUT = 600
"""Of the measure and of what is typed beside it, each."""


class ConsultationForm(BaseForm):
    version = VersionField()
    from_on = ItalianDateField("Dal", validators=needed("Scrivi il primo giorno della consultazione."))
    to_on = ItalianDateField("Al", validators=needed("Scrivi l'ultimo giorno della consultazione."), description="Compreso.")
    name = StringField(
        "Titolo dell'avviso", description="Per esempio «Consultazione sulla bozza del piano 2027–2029».", render_kw={"maxlength": 300},
        validators=needed("Scrivi il titolo dell'avviso, per esempio «Consultazione sulla bozza del piano»."),
    )  # fmt: skip
    notice = long_text(
        "Testo dell'avviso", "Che cosa si chiede, e a chi. Una riga vuota divide i paragrafi; «- » a inizio riga fa un elenco."
    )
    published_at = StringField(
        "Indirizzo della pagina", description="Dove l'avviso è pubblicato, per esempio https://www.ente.example/consultazione.",
        validators=optional(), render_kw={"maxlength": 500},
    )  # fmt: skip
    channels = long_text("Come si partecipa", "Per esempio: PEC, modulo sul sito, incontro del 12/01/2027.", rows=3)


class OpenConsultationForm(ConsultationForm):
    """There is no row yet, so no version."""

    failure = "La consultazione non è stata aperta"
    version: Any = None


class ContributeForm(BaseForm):
    """What a colleague writes here."""

    failure = "Il contributo non è stato inviato"
    about = StringField(
        "Di che cosa parla", description="Una misura, un processo, una parte del piano.", validators=optional(),
        render_kw={"maxlength": LONGEST_ABOUT},
    )  # fmt: skip
    text = TextAreaField(
        "Che cosa proponi", description=NO_NAMES, validators=needed("Scrivi che cosa proponi."), render_kw={"maxlength": 10000, "rows": 6}
    )


class ContributionForm(BaseForm):
    """What arrived by other roads, copied here."""

    version = VersionField()
    received_on = ItalianDateField("Arrivato il", validators=needed("Scrivi il giorno in cui il contributo è arrivato."))
    late_because = StringField(
        "Perché si accetta fuori termine", description="Solo se è arrivato fuori dal periodo della consultazione.", validators=optional(),
        render_kw={"maxlength": 600},
    )  # fmt: skip
    source = SelectField("Da chi", choices=[CHOOSE, *SOURCE_LABELS.items()], validators=needed("Scegli chi ha mandato il contributo."))
    organisation = StringField(
        "Organizzazione", description="Il nome dell'associazione, dell'impresa o dell'organo: si stampa nel piano.", validators=optional(),
        render_kw={"maxlength": 300, "data-shown-when": f"source={' '.join(SPEAK_FOR)}"},
    )  # fmt: skip
    person_name = StringField(
        "Nome di chi scrive", description="Lo vede solo chi risponde ai contributi; non si stampa mai.", validators=optional(),
        render_kw={"maxlength": 200, "autocomplete": "off"},
    )  # fmt: skip
    measure = SelectField("Misura di cui parla", choices=[], validators=optional(), description="Se parla di una misura di questo piano.")
    about = StringField(
        "Di che cosa parla", description="Se non è una misura, o per dire meglio: un processo, una parte del piano.", validators=optional(),
        render_kw={"maxlength": LONGEST_ABOUT},
    )  # fmt: skip
    text = TextAreaField(
        "Contributo",
        description=NO_NAMES,
        validators=needed("Scrivi che cosa dice il contributo."),
        render_kw={"maxlength": 10000, "rows": 8},
    )

    def offer(self, titles: list[str]) -> None:
        """The measures of the draft; what is chosen is kept in words, as it was called when somebody spoke of it."""
        self.measure.choices = [("", "Nessuna in particolare"), *((title[:LONGEST_ABOUT], title) for title in titles)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = getattr(kwargs.get("obj"), "about", "")  # a measure and what was typed beside it, in one
        self.about.render_kw = {"maxlength": max(LONGEST_ABOUT, len(kept))}
        self.late_because.flags.conditional = True  # needed of what came late, and wrong elsewhere

    @property
    def subject(self) -> str:
        return " – ".join(said for said in (self.measure.data, self.about.data) if said)


class NewContributionForm(ContributionForm):
    failure = "Il contributo non è stato registrato"
    version: Any = None

    def suggest(self, today: date) -> None:
        if not self.is_submitted() and self.received_on.data is None:
            self.received_on.data = today


class OutcomeForm(BaseForm):
    failure = "L'esito non è stato salvato"
    version = VersionField()
    outcome = RadioField("Esito", choices=list(OUTCOME_LABELS.items()), validators=needed("Scegli l'esito del contributo."))
    because = TextAreaField(
        "Motivazione", description="Il piano la riporta accanto all'esito: senza nomi di persone.",
        validators=needed("Scrivi perché: il piano riporta la motivazione accanto all'esito."), render_kw={"maxlength": 10000, "rows": 5},
    )  # fmt: skip


class DropContributionForm(AskForm):
    failure = "Il contributo non è stato tolto"
    because = StringField(
        "Motivo", description="Resta scritto nel registro delle attività.", validators=needed("Scrivi perché il contributo si toglie."),
        render_kw={"maxlength": 500},
    )  # fmt: skip
