"""Shapes of what people type about performance."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.performance.computed import Computed
from riskreg.domain.performance.indicators import DIRECTION_LABELS, FLAG_LABELS, PART_LABELS, Flag, Part
from riskreg.domain.performance.opinions import OUTCOME_LABELS, Outcome
from riskreg.domain.performance.verdicts import TO_SET, VERDICT_LABELS
from riskreg.domain.targets import Direction, Kind
from riskreg.register.forms import CHOOSE, Choices, long_text, name_field, why
from riskreg.web.fields import ItalianDateField, ItalianDecimalField, VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm

NO_TARGET = "Scrivi il target, come sta nel piano: per esempio «>= 50%» oppure «Entro il 31/12/2025»."
HOW_TARGETS = "Come sta nel piano: «>= 50%», «Entro il 31/12/2025», «Sì», «>= 2024 (10%)», «1. 100% 2. 90%»."
NO_ACT = "Scrivi l'atto che lo ha deciso, per esempio «Delibera di Giunta n. 84 del 22/07/2025»."


class AreaForm(BaseForm):
    failure = "L'area strategica non è stata salvata"
    version = VersionField()
    name = name_field("Area strategica", "Scrivi l'area strategica, per esempio «Semplificazione per le imprese».")
    description = long_text("Descrizione")


class ObjectiveForm(BaseForm):
    failure = "L'obiettivo non è stato salvato"
    version = VersionField()
    name = name_field("Obiettivo operativo", "Scrivi l'obiettivo operativo, per esempio «Tutela del mercato».")
    code = StringField("Codice", validators=optional(), render_kw={"maxlength": 30})
    description = long_text("Descrizione")


class IndicatorForm(BaseForm):
    failure = "L'indicatore non è stato salvato"
    version = VersionField()
    part = RadioField("Parte del piano", choices=list(PART_LABELS.items()), validators=needed("Scegli in quale parte del piano sta."))
    place = SelectField(
        "Area e obiettivo", validators=needed("Scegli l'area strategica, e l'obiettivo se ne ha uno."), validate_choice=False
    )
    code = StringField("Codice", validators=optional(), render_kw={"maxlength": 30})
    name = TextAreaField(
        "Indicatore", description="Che cosa si misura.", render_kw={"rows": 2, "maxlength": 1000},
        validators=needed("Scrivi che cosa misura l'indicatore, per esempio «Quota di pratiche evase entro cinque giorni»."),
    )  # fmt: skip
    algorithm = TextAreaField(
        "Come si calcola",
        validators=optional(),
        description="A parole: «pratiche evase entro 5 giorni / pratiche ricevute».",
        render_kw={"rows": 2, "maxlength": 2000},
    )
    typology = StringField(
        "Tipologia",
        description="Per esempio efficacia, efficienza, risultato, impatto.",
        validators=optional(),
        render_kw={"maxlength": 100},
    )
    unit_of_measure = StringField(
        "Unità di misura", description="Per esempio %, giorni, euro, numero.", validators=optional(), render_kw={"maxlength": 100}
    )
    direction = SelectField("Direzione", choices=[("", "Nessuno l'ha ancora detto"), *DIRECTION_LABELS.items()], validators=optional(),
                            description="Serve quando il target non ha un segno: da che parte è meglio.")  # fmt: skip
    computed = SelectField("Risultato", choices=[("", "Lo inserisce chi risponde dell'indicatore"), *((each.value, f"Calcolato dal registro: {each.label}") for each in Computed)],
                           validators=optional())  # fmt: skip
    source = StringField("Fonte", description="Da dove viene il dato.", validators=optional(), render_kw={"maxlength": 300})
    baseline = StringField("Valore di partenza", validators=optional(), render_kw={"maxlength": 300})
    weight = ItalianDecimalField("Peso", description="Nell'obiettivo, fino a 100.", places=2, most=100, validators=optional())
    units = SelectMultipleField(
        "Unità responsabili", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[], validators=optional()
    )
    others = StringField(
        "Altri responsabili",
        description="Chi non è nell'organigramma, separati da «;»: aziende speciali, partecipate.",
        validators=optional(),
        render_kw={"maxlength": 1000},
    )
    beneficiaries = StringField("A chi giova", validators=optional(), render_kw={"maxlength": 1000})
    flags = SelectMultipleField(
        "Sigle",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=list(FLAG_LABELS.items()),
        validators=optional(),
    )
    mission = StringField("Missione", description="Per il PIRA.", validators=optional(), render_kw={"maxlength": 300})
    programme = StringField("Programma", description="Per il PIRA.", validators=optional(), render_kw={"maxlength": 300})
    description = long_text("Descrizione")

    def offer(self, places: Sequence[tuple[str, Choices]], units: Choices) -> None:
        """`places`: each area with its objectives, as `area` or `area-objective`."""
        self.place.choices = {"": [CHOOSE], **{heading: list(inside) for heading, inside in places}}
        self.units.choices = list(units)

    def where(self) -> tuple[int, int | None]:
        area, _, objective = (self.place.data or "").partition("-")
        return _number(area) or 0, _number(objective)

    def said(self) -> Mapping[str, Any]:
        plain = (
            "code",
            "name",
            "algorithm",
            "typology",
            "unit_of_measure",
            "source",
            "baseline",
            "beneficiaries",
            "mission",
            "programme",
            "description",
        )
        return {each: self[each].data or "" for each in plain if each in self} | {
            "part": Part(self.part.data), "weight": self.weight.data if self.weight else None, "flags": frozenset(Flag(each) for each in self.flags.data or ()),
            "direction": Direction(self.direction.data) if self.direction.data else None,
            "computed": Computed(self.computed.data) if self.computed and self.computed.data else None,
        }  # fmt: skip

    def unit_ids(self) -> list[int]:
        return [int(each) for each in self.units.data or ()]

    def other_names(self) -> list[str]:
        return [name.strip() for name in (self.others.data or "").split(";") if name.strip()]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


class DirectionForm(BaseForm):
    failure = "La direzione non è stata salvata"
    version = VersionField()
    direction = RadioField(
        "Da che parte è meglio", choices=list(DIRECTION_LABELS.items()), validators=needed("Scegli da che parte è meglio che vada.")
    )


class DirectionsForm(BaseForm):
    """Many proposals confirmed at once."""

    failure = "Nessuna direzione è stata confermata"
    chosen = SelectMultipleField(
        "Indicatori", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[],
        validators=needed("Segna almeno un indicatore."), description="Segna quelli di cui la proposta è giusta: gli altri si correggono uno per uno.",
    )  # fmt: skip

    def offer(self, those: Choices) -> None:
        self.chosen.choices = list(those)

    def numbers(self) -> list[int]:
        return [int(each) for each in self.chosen.data or ()]


class NewYearForm(BaseForm):
    failure = "Il target non è stato salvato"
    year = WholeNumberField("Anno", validators=needed("Scrivi l'anno del target, per esempio 2026."))
    target = StringField("Target", description=HOW_TARGETS, validators=needed(NO_TARGET), render_kw={"maxlength": 1000})


WAYS = {
    "correct": "Era scritto male: lo correggo", "change": "Un atto lo ha modificato", "remove": "Un atto lo ha eliminato",
}  # fmt: skip


class TargetForm(BaseForm):
    failure = "Il target non è stato salvato"
    version = VersionField()
    way = RadioField("Che cosa è successo", choices=list(WAYS.items()), validators=needed("Scegli che cosa è successo al target."))
    target = StringField(
        "Target", description=HOW_TARGETS, validators=optional(), render_kw={"maxlength": 1000, "data-shown-when": "way=correct change"}
    )
    act = StringField(
        "Atto che lo ha deciso",
        description="Per esempio «Delibera di Giunta n. 84 del 22/07/2025».",
        validators=optional(),
        render_kw={"maxlength": 300, "data-shown-when": "way=change remove"},
    )


class LinkForm(BaseForm):
    failure = "Nessuna misura è stata collegata"
    version = VersionField()
    chosen = SelectMultipleField(
        "Misure del piano", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[], validate_choice=True,
        validators=needed("Segna almeno una misura da collegare."), description="Quelle che il piano dell'anno elenca e che l'indicatore non porta ancora.",
    )  # fmt: skip

    def offer(self, those: Choices) -> None:
        self.chosen.choices = list(those)

    def numbers(self) -> list[int]:
        return [int(each) for each in self.chosen.data or ()]


class BringForm(IndicatorForm):
    """A measure of the plan that becomes an indicator: what the plan says is there already."""

    failure = "La misura non è stata portata nella performance"
    version = typology = computed = source = baseline = weight = beneficiaries = mission = programme = None  # type: ignore[assignment]  # not asked
    target = StringField("Target dell'anno", description=HOW_TARGETS, validators=needed(NO_TARGET), render_kw={"maxlength": 1000})


class CarryForm(BaseForm):
    failure = "La misura non è stata collegata"
    indicator = SelectField("Indicatore", choices=[], validators=needed("Scegli l'indicatore che porta la misura."))

    def offer(self, those: Choices) -> None:
        self.indicator.choices = [CHOOSE, *those]


class UnlinkForm(BaseForm):
    failure = "La misura è rimasta collegata"
    version = VersionField()


class PursueForm(BaseForm):
    failure = "Il collegamento non è stato salvato"
    version = VersionField()
    goal = SelectField("Obiettivo strategico", choices=[], validators=optional())

    def offer(self, those: Choices) -> None:
        self.goal.choices = [("", "Nessuno"), *those]

    def chosen_of(self, goals: Sequence[Any]) -> Any:
        return next((goal for goal in goals if str(goal.id) == self.goal.data), None)


class OpinionForm(BaseForm):
    """Of a draft anything may be missing: what is owed is asked when it is given."""

    failure = "La bozza non è stata salvata"
    version = VersionField()
    outcome = RadioField("Esito", choices=list(OUTCOME_LABELS.items()), validators=optional())
    observations = long_text(
        "Osservazioni", "Che cosa manca, che cosa va collegato o corretto. Servono sempre, salvo che il parere sia «Coerente».", rows=8
    )
    given_on = ItalianDateField("Data del parere", validators=optional())
    protocol = StringField("Numero di protocollo", validators=optional(), render_kw={"maxlength": 60})

    def said(self) -> Mapping[str, Any]:
        outcome = Outcome(self.outcome.data) if self.outcome.data else None
        return {
            "outcome": outcome, "observations": self.observations.data or "", "given_on": self.given_on.data,
            "protocol": self.protocol.data or "",
        }  # fmt: skip


class GiveForm(BaseForm):
    failure = "Il parere non è stato reso"
    version = VersionField()


class CloseYearForm(BaseForm):
    failure = "L'anno è rimasto aperto"
    version = VersionField()


class ResultForm(BaseForm):
    failure = "Il risultato non è stato salvato"
    version = VersionField()
    value = StringField(
        "Risultato",
        description="Come si leggerà nella relazione: «52,41%», «2.413», «Sì». Se il dato non c'è, «n.d.» e il perché nella nota.",
        validators=needed("Scrivi il risultato, per esempio «52,41%» o «Sì»."),
        render_kw={"maxlength": 1000},
    )
    note = long_text("Nota", "Che cosa spiega il risultato, soprattutto se il target non è raggiunto.", rows=4)


class VerifyForm(BaseForm):
    failure = "Il risultato non è stato verificato"
    version = VersionField()
    sure = BooleanField("Ho controllato il dato con la sua fonte", validators=needed("Segna che hai controllato il dato con la sua fonte."))


class SendBackForm(BaseForm):
    failure = "Il risultato non è stato restituito"
    version = VersionField()
    because = why("Scrivi che cosa va corretto: lo legge chi l'ha inserito.")


class VerdictForm(BaseForm):
    failure = "L'esito non è stato salvato"
    version = VersionField()
    verdict = RadioField(
        "Esito", choices=[(kind.value, VERDICT_LABELS[kind.value]) for kind in TO_SET], validators=needed("Scegli l'esito.")
    )
    because = why("Scrivi perché: si legge accanto all'esito, nella relazione.")

    def kind(self) -> Kind | None:
        return Kind(self.verdict.data) if self.verdict.data else None


class TakeBackForm(BaseForm):
    failure = "L'esito è rimasto com'era"
    version = VersionField()
