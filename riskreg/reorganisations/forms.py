"""Shapes of what people type about a reorganisation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import FieldList, Form, FormField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.reorganisation import HEADS, UNIT_KINDS, Line, StepKind
from riskreg.domain.vocabulary import UNIT_KIND_LABELS
from riskreg.web.fields import ItalianDateField, VersionField, needed, optional
from riskreg.web.forms import BaseForm

CHOOSE = ("", "Scegli…")
NEW = ""
ACT_HINT = "Tipo, numero e data, per esempio «Determinazione n. 41 del 12/12/2024»."


Units = Sequence[tuple[str, str]]
"""Codes and names, in the order of the chart."""


class SheetForm(BaseForm):
    version = VersionField()
    name = StringField(
        "Titolo",
        description="Per esempio «Nuovo assetto dell'Area Promozione».",
        validators=needed("Scrivi un titolo."),
        render_kw={"maxlength": 200},
    )
    act = StringField("Atto", description=ACT_HINT, validators=needed("Indica l'atto che la dispone."), render_kw={"maxlength": 300})
    effective_on = ItalianDateField(
        "Con effetto dal",
        description="Se il giorno deve ancora venire, si applica da sola quella notte.",
        validators=needed("Scrivi da quale giorno ha effetto."),
    )


def _code(label: str, sentence: str) -> StringField:
    return StringField(label, validators=needed(sentence), render_kw={"maxlength": 40})


def _name(label: str, sentence: str) -> StringField:
    return StringField(label, validators=needed(sentence), render_kw={"maxlength": 300})


class StepForm(BaseForm):
    """One step. `offer` fills the choices (`ends`: units that may end, all but the body itself); `lines` says what was
    written, as the list has it."""

    def offer(self, units: Units, ends: Units) -> None:
        self.units, self.ends = units, ends
        self.fill()

    def fill(self) -> None:
        raise NotImplementedError

    def lines(self) -> list[Line]:
        raise NotImplementedError


class OpenStepForm(StepForm):
    new_code = _code("Codice", "Scrivi il codice della nuova unità.")
    new_name = _name("Denominazione", "Scrivi la denominazione della nuova unità.")
    unit_kind = SelectField(
        "Tipo", choices=[(kind, UNIT_KIND_LABELS[kind]) for kind in UNIT_KINDS.values()], default="uo", validators=needed("Scegli il tipo.")
    )
    under = SelectField("Struttura superiore", validators=needed("Scegli sotto quale struttura nasce."))

    def fill(self) -> None:
        self.under.choices = [CHOOSE, *self.units]

    def lines(self) -> list[Line]:
        return [
            Line(
                StepKind.OPEN,
                new_code=self.new_code.data or "",
                new_name=self.new_name.data or "",
                under=self.under.data,
                unit_kind=self.unit_kind.data,
            )
        ]


class RenameStepForm(StepForm):
    code = SelectField("Unità", validators=needed("Scegli l'unità che cambia denominazione."))
    new_name = _name("Nuova denominazione", "Scrivi la nuova denominazione.")

    def fill(self) -> None:
        self.code.choices = [CHOOSE, *self.units]

    def lines(self) -> list[Line]:
        return [Line(StepKind.RENAME, self.code.data, new_name=self.new_name.data or "")]


class MoveStepForm(StepForm):
    code = SelectField(
        "Unità", description="Si sposta con le unità che le stanno sotto.", validators=needed("Scegli l'unità che si sposta.")
    )
    under = SelectField("Nuova struttura superiore", validators=needed("Scegli sotto quale struttura va."))

    def fill(self) -> None:
        self.code.choices = [CHOOSE, *self.ends]
        self.under.choices = [CHOOSE, *self.units]

    def lines(self) -> list[Line]:
        return [Line(StepKind.MOVE, self.code.data, under=self.under.data)]


class MergeStepForm(StepForm):
    codes = SelectMultipleField(
        "Unità da accorpare",
        description="Si chiudono il giorno prima.",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=needed("Scegli le unità da accorpare."),
    )
    target = SelectField(
        "Unità che resta", description="Una che c'è già, oppure «Nuova unità»: allora descrivila qui sotto.", validators=optional()
    )
    new_code = StringField("Codice della nuova unità", validators=optional(), render_kw={"maxlength": 40})
    new_name = StringField("Denominazione della nuova unità", validators=optional(), render_kw={"maxlength": 300})
    under = SelectField(
        "Struttura superiore della nuova unità", description="Se non scegli, quella delle unità che si accorpano.", validators=optional()
    )

    def fill(self) -> None:
        self.codes.choices = list(self.ends)
        self.target.flags.required = True  # one choice always stands: the page must not call it optional
        self.target.choices = [(NEW, "Nuova unità"), *self.units]
        self.under.choices = [("", "La stessa di oggi"), *self.units]

    def lines(self) -> list[Line]:
        if self.target.data:
            return [Line(StepKind.MERGE, code, self.target.data) for code in self.codes.data or ()]
        return [
            Line(StepKind.MERGE, code, self.new_code.data or "", self.new_name.data or "", self.under.data or "")
            for code in self.codes.data or ()
        ]


class PartForm(Form):
    """One of the units that come out of a split."""

    new_code = StringField("Codice", validators=optional(), filters=[lambda text: (text or "").strip()], render_kw={"maxlength": 40})
    new_name = StringField(
        "Denominazione", validators=optional(), filters=[lambda text: (text or "").strip()], render_kw={"maxlength": 300}
    )


class SplitStepForm(StepForm):
    code = SelectField("Unità da dividere", description="Si chiude il giorno prima.", validators=needed("Scegli l'unità da dividere."))
    parts = FieldList(FormField(PartForm, label="Nuova unità"), min_entries=4, max_entries=4, label="Nuove unità")
    heir = RadioField(
        "Quale eredita le schede",
        choices=[("0", "La prima"), ("1", "La seconda"), ("2", "La terza"), ("3", "La quarta")],
        default="0",
        validators=needed("Scegli quale unità eredita le schede."),
    )

    def fill(self) -> None:
        self.code.choices = [CHOOSE, *self.ends]
        for part in self.parts.entries[:2]:  # two at least: the page must not call them optional
            part.form.new_code.flags.required = part.form.new_name.flags.required = True

    def lines(self) -> list[Line]:
        written = [(place, part.form) for place, part in enumerate(self.parts) if part.form.new_code.data or part.form.new_name.data]
        return [
            Line(
                StepKind.SPLIT,
                self.code.data,
                part.new_code.data or "",
                part.new_name.data or "",
                heir="sì" if str(place) == self.heir.data else "",
            )
            for place, part in written
        ] or [Line(StepKind.SPLIT, self.code.data)]


class CloseStepForm(StepForm):
    code = SelectField("Unità da chiudere", description="L'ultimo giorno è quello prima.", validators=needed("Scegli l'unità che chiude."))
    heir = SelectField(
        "Unità che subentra", description="Riceve le schede. Se non scegli, passano alla struttura superiore.", validators=optional()
    )

    def fill(self) -> None:
        self.code.choices = [CHOOSE, *self.ends]
        self.heir.choices = [("", "La struttura superiore"), *self.units]

    def lines(self) -> list[Line]:
        return [Line(StepKind.CLOSE, self.code.data, heir=self.heir.data or "")]


STEP_FORMS: Mapping[str, tuple[StepKind, type[StepForm], str]] = {
    "accorpa": (StepKind.MERGE, MergeStepForm, "Le unità scelte si chiudono; schede e unità sotto di esse passano a quella che resta."),
    "dividi": (StepKind.SPLIT, SplitStepForm, "L'unità si chiude e al suo posto nascono le nuove. Una sola eredita le schede."),
    "sposta": (StepKind.MOVE, MoveStepForm, "L'unità passa sotto un'altra struttura."),
    "rinomina": (StepKind.RENAME, RenameStepForm, "I documenti già prodotti conservano la denominazione di prima."),
    "chiudi": (StepKind.CLOSE, CloseStepForm, "Le schede e le unità sotto di essa passano a chi subentra."),
    "istituisci": (StepKind.OPEN, OpenStepForm, "Un'unità che non viene da un accorpamento né da una divisione."),
}


class ListForm(BaseForm):
    failure = "L'elenco non è stato aggiunto"
    pasted = TextAreaField(
        "Incolla l'elenco",
        description=f"Copia le celle dal foglio di calcolo, con la riga dei nomi delle colonne: {', '.join(HEADS.values())}.",
        validators=optional(),
        render_kw={"rows": 8, "maxlength": 100_000},
    )
    file = FileField("Oppure scegli un file", description="CSV o Excel (.xlsx), con le stesse colonne.", validators=optional())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes: tuple[str, ...] = ()  # how what was sent was read, where people should know
        self.pasted.flags.conditional = self.file.flags.conditional = True  # one of the two is needed: the page must not call them optional


def choices_form(questions: Iterable[tuple[str, str, Sequence[tuple[str, str]]]]) -> type[BaseForm]:
    """One select for each question: its name, what it asks, the answers."""
    fields = {name: SelectField(label, choices=list(choices), validators=optional()) for name, label, choices in questions}
    return type("ChoicesForm", (BaseForm,), {"version": VersionField(), **fields})


class ChoiceForm(BaseForm):
    """One role, or one thing, with a person chosen by name."""

    version = VersionField()
    fate = SelectField("Che cosa ne è", validators=optional(), choices=[])
    heir_id = SelectField("A chi passa", validators=[Regexp(r"[0-9]*$", message="Scegli una voce dell'elenco.")], choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fate.flags.conditional = self.heir_id.flags.conditional = True  # a choice always stands: the page must not call them optional


class ConfirmForm(BaseForm):
    """Only the token and the version: the page asks, the button says yes."""

    failure = "Prima c'è qualcosa da sistemare"
    version = VersionField()
