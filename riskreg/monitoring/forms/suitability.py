"""Shapes of what the RPCT types about the suitability of measures."""

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.monitoring.suitability import FOLLOW_LABELS, JUDGMENT_LABELS, Follow, Judgment
from riskreg.domain.register import LONGEST_TEXT
from riskreg.register.forms import Choices, why
from riskreg.web.fields import VersionField, needed, optional
from riskreg.web.forms import BaseForm

BASED_ON = "Su che cosa si basa il giudizio: si legge nella relazione annuale."
NO_MOTIVATION = "Scrivi perché: il giudizio si legge nella relazione annuale."
SAME_EVENTS, LOOKED_FOR = "Rispondono agli stessi eventi", "Trovate con le parole cercate"


FOLLOWS = [(code, f"{label}: solo se la misura è idonea" if code == Follow.KEEP else label) for code, label in FOLLOW_LABELS.items()]


class JudgeForm(BaseForm):
    failure = "Il giudizio non è stato salvato"
    version = VersionField()
    judgment = RadioField("La misura è", choices=list(JUDGMENT_LABELS.items()), validators=needed("Scegli se la misura è idonea."))
    motivation = TextAreaField(
        "Motivazione", description=BASED_ON, validators=needed(NO_MOTIVATION), render_kw={"rows": 5, "maxlength": LONGEST_TEXT}
    )
    follow = RadioField("Che cosa ne segue", choices=FOLLOWS, validators=needed("Scegli che cosa ne segue."))
    search = StringField(
        "Cerca una misura con cui accorparla", description="Codice o parole. Quello che hai scritto nella pagina resta.", validators=optional(),
        render_kw={"maxlength": 200, "autocomplete": "off"},
    )  # fmt: skip
    merges_with = SelectField(
        "Si accorpa con", description="Prima le misure che rispondono agli stessi eventi; le altre si cercano qui sopra.",
        validators=optional(), validate_choice=False, render_kw={"data-shown-when": "follow=merge"},
    )  # fmt: skip

    def offer(self, beside: Choices, found: Choices) -> None:
        groups = {SAME_EVENTS: list(beside), LOOKED_FOR: list(found)}
        self.merges_with.choices = {"": [("", "Scegli…")], **{name: those for name, those in groups.items() if those}}

    @property
    def words(self) -> str:
        return (self.search.data or "").strip()[:200]

    def judged(self) -> Judgment | None:
        return Judgment(self.judgment.data) if self.judgment.data else None

    def followed(self) -> Follow | None:
        return Follow(self.follow.data) if self.follow.data else None

    def other(self) -> int | None:
        text = self.merges_with.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None


class SuitableForm(BaseForm):
    """Many that stay as they are, with one motivation."""

    failure = "Nessun giudizio è stato salvato"
    chosen = SelectMultipleField(
        "Misure", description="Segna quelle che restano come sono: le altre si giudicano una per una.", option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False), validators=needed("Segna almeno una misura."), choices=[],
    )  # fmt: skip
    motivation = TextAreaField(
        "Motivazione, la stessa per tutte", description=BASED_ON, validators=needed(NO_MOTIVATION), render_kw={"rows": 4, "maxlength": 2000},
    )  # fmt: skip

    def offer(self, those: Choices) -> None:
        self.chosen.choices = list(those)

    def numbers(self) -> list[int]:
        return [int(text) for text in self.chosen.data or ()]


class WithdrawJudgmentForm(BaseForm):
    failure = "Il giudizio è rimasto com'era"
    version = VersionField()
    because = why("Scrivi perché il giudizio va ritirato.")
