"""Shapes of what people type about the register."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain import prose
from riskreg.domain.register import FACTOR_LABELS, LONGEST_TEXT, Factor
from riskreg.web.fields import ItalianDateField, VersionField, needed, optional
from riskreg.web.forms import BaseForm

CHOOSE = ("", "Scegli…")
Choices = Sequence[tuple[str, str]]
MARKUP = "Una riga vuota divide i paragrafi; «- » a inizio riga fa un elenco. Fino a 10.000 caratteri."
AS_BEFORE = "Se lo lasci vuoto, riprende i testi delle schede accorpate, uno dopo l'altro."
ORDINALS = ("Primo", "Secondo", "Terzo", "Quarto")
ORDINALS_OF_PHASES = ("Prima", "Seconda", "Terza", "Quarta")
NEXT_CODE, KEEPS_CODE = "libero", "resta"


def long_text(label: str, description: str = MARKUP, rows: int = 6) -> TextAreaField:
    return TextAreaField(
        label, description=description, validators=optional(), filters=[_tidy], render_kw={"maxlength": LONGEST_TEXT, "rows": rows}
    )


def _tidy(text: str | None) -> str:
    """As it is kept, so that what was typed and what is saved can be compared."""
    return prose.tidy(text or "")


def name_field(label: str, sentence: str, longest: int = 300) -> StringField:
    return StringField(label, validators=needed(sentence), render_kw={"maxlength": longest})


def several(label: str, sentence: str, description: str = "") -> SelectMultipleField:
    return SelectMultipleField(
        label, description=description, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=needed(sentence),
        choices=[],
    )  # fmt: skip


def why(sentence: str) -> TextAreaField:
    return TextAreaField("Motivo", validators=needed(sentence), render_kw={"maxlength": 2000, "rows": 3})


class ConfirmForm(BaseForm):
    """Only the token and the version: the page asks, the button says yes."""

    merges = True
    version = VersionField()


class Promise(BaseForm):
    """Asks after having shown what else changes, by number: if that is no longer so, it is shown again before anything happens."""

    shown = HiddenField()

    def show(self, things: Iterable[Any]) -> None:
        """For the page that asks, the first time or again."""
        self.shown.data = " ".join(str(thing.id) for thing in things)

    def promised(self) -> list[int]:
        return [int(number) for number in (self.shown.data or "").split() if number.isdecimal()]


class ConfirmPromiseForm(Promise, ConfirmForm):
    """As ConfirmForm."""


class AreaForm(BaseForm):
    merges = True
    version = VersionField()
    code = StringField(
        "Codice", description="Breve e unico, per esempio B.", validators=needed("Scrivi il codice dell'area."), render_kw={"maxlength": 10}
    )
    name = name_field("Denominazione", "Scrivi la denominazione dell'area.")
    source = StringField(
        "Fonte", description="Da dove viene, per esempio «PNA 2013, allegato 2».", validators=optional(), render_kw={"maxlength": 200}
    )


class NewProcessForm(BaseForm):
    name = name_field("Denominazione", "Scrivi la denominazione del processo.")
    area_id = SelectField("Area di rischio", validators=needed("Scegli l'area di rischio."), choices=[])
    code = StringField(
        "Codice",
        description="Se lo lasci vuoto, riceve il primo libero della sua area.",
        validators=optional(),
        render_kw={"maxlength": 20},
    )
    unit_id = SelectField("Unità responsabile", validators=needed("Scegli l'unità responsabile."), choices=[])
    active_from = ItalianDateField("Attivo dal", validators=needed("Scrivi da quale giorno si svolge."))
    input = long_text("Input", "Che cosa lo fa cominciare.", rows=2)
    output = long_text("Output", "Che cosa produce.", rows=2)
    description = long_text("Descrizione")


class ProcessForm(BaseForm):
    merges = True
    version = VersionField()
    code = StringField("Codice", validators=needed("Scrivi il codice del processo."), render_kw={"maxlength": 20})
    name = name_field("Denominazione", "Scrivi la denominazione del processo.")
    active_from = ItalianDateField(
        "Attivo dal",
        description="Si corregge finché il processo non è stato valutato.",
        validators=needed("Scrivi da quale giorno si svolge."),
    )
    input = long_text("Input", "Che cosa lo fa cominciare.", rows=2)
    output = long_text("Output", "Che cosa produce.", rows=2)
    description = long_text("Descrizione")


class MoveProcessForm(BaseForm):
    """The code is asked about where the area changes."""

    merges = True
    version = VersionField()
    area_id = SelectField("Area di rischio", validators=needed("Scegli l'area di rischio."), choices=[])
    unit_id = SelectField("Unità responsabile", validators=needed("Scegli l'unità responsabile."), choices=[])
    renumber = RadioField(
        "Codice, se cambia area", choices=[(NEXT_CODE, "Il primo libero della nuova area"), (KEEPS_CODE, "Quello che ha già")],
        default=NEXT_CODE,
        validators=optional(), description="Il primo libero di ogni area è scritto accanto al suo nome.",
    )  # fmt: skip
    on = ItalianDateField("Con effetto dal", validators=needed("Scrivi da quale giorno ha effetto."))
    because = why("Scrivi perché il processo si sposta.")


class RetireForm(Promise):
    merges = True
    version = VersionField()
    on = ItalianDateField(
        "Ritirato dal", description="Da questo giorno il processo non si svolge più.", validators=needed("Scrivi da quale giorno.")
    )
    because = why("Scrivi perché il processo non si svolge più.")


class PartForm(Form):
    """One of the things that come out of a division."""

    name = StringField("Denominazione", validators=optional(), filters=[lambda text: (text or "").strip()], render_kw={"maxlength": 300})


class SplitForm(BaseForm):
    """`split_form` adds a question for each thing that must go somewhere."""

    merges = True
    version = VersionField()
    parts = FieldList(FormField(PartForm, label="Nuova voce"), min_entries=len(ORDINALS), max_entries=len(ORDINALS), label="Nuove voci")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in self.parts.entries[:2]:  # two at least: the page must not call them optional
            part.form["name"].flags.required = True

    def names(self) -> list[str]:
        return [part.form["name"].data for part in self.parts if part.form["name"].data]

    def validate(self, extra_validators: Any = None) -> bool:
        """What goes to something that was not named says so where it stands."""
        right: bool = super().validate(extra_validators)
        for name, field in self._fields.items():
            words = {value: word for value, word, *_more in field.choices} if name.startswith("goes_") else {}
            if words and field.data in words and field.data and not self.parts[int(field.data)].form["name"].data:
                word = words[field.data]
                field.errors = [
                    *field.errors,
                    f"«{field.label.text}» va in «{word}», che non ha un nome: scrivilo, oppure scegli dove altro va.",
                ]
                right = False
        return right

    def places(self) -> dict[int, int]:
        """Where each goes, by its place among those that were written."""
        written = [place for place, part in enumerate(self.parts) if part.form["name"].data]
        chosen = {int(name.removeprefix("goes_")): int(field.data) for name, field in self._fields.items() if name.startswith("goes_")}
        return {which: written.index(place) if place in written else len(written) for which, place in chosen.items()}


class SplitProcessForm(SplitForm):
    on = ItalianDateField("Con effetto dal", validators=needed("Scrivi da quale giorno ha effetto."))
    because = why("Scrivi perché il processo si divide.")


def split_form(base: type[SplitForm], things: Iterable[tuple[int, str]], words: Sequence[str] = ORDINALS) -> Any:
    """With where each of these goes: its number and what it is called."""
    choices = [CHOOSE, *((str(place), word) for place, word in enumerate(words))]
    fields = {f"goes_{number}": SelectField(label, choices=choices, validators=needed("Scegli dove va.")) for number, label in things}
    return type(base.__name__, (base,), fields)


class MergeForm(BaseForm):
    merges = True
    version = VersionField()
    others = several("Da accorpare", "Scegli almeno una voce da accorpare.")


class MergeProcessForm(MergeForm):
    others = several("Da accorpare", "Scegli almeno un processo da accorpare.", "Apri un'area per vedere i suoi.")
    on = ItalianDateField("Con effetto dal", validators=needed("Scrivi da quale giorno ha effetto."))
    because = why("Scrivi perché i processi si accorpano.")


class MergeIntoNewForm(BaseForm):
    """Tried first: the page shows what goes where, and asks once more."""

    confirm = True
    failure = "Non è possibile accorpare"
    others = several("Processi da accorpare", "Scegli almeno due processi da accorpare.", "Almeno due. Apri un'area per vedere i suoi.")
    name = name_field("Denominazione", "Scrivi la denominazione del nuovo processo.")
    area_id = SelectField("Area di rischio", validators=needed("Scegli l'area di rischio."), choices=[])
    unit_id = SelectField("Unità responsabile", validators=needed("Scegli l'unità responsabile."), choices=[])
    code = NewProcessForm.code
    input = long_text("Input", AS_BEFORE, rows=2)
    output = long_text("Output", AS_BEFORE, rows=2)
    description = long_text("Descrizione", AS_BEFORE)
    on = ItalianDateField("Con effetto dal", validators=needed("Scrivi da quale giorno ha effetto."))
    because = why("Scrivi perché i processi si accorpano.")


class PhaseForm(BaseForm):
    merges = True
    version = VersionField()
    name = name_field("Fase", "Scrivi il nome della fase.")
    description = long_text("Descrizione")


AT_THE_END = ("", "In fondo")


class NewPhaseForm(PhaseForm):
    """`after` is offered where there are phases already."""

    after = SelectField("Dove", choices=[AT_THE_END], validators=optional())

    def offer(self, phases: Iterable[tuple[int, str]]) -> None:
        there = [(str(number), f"Dopo «{name}»") for number, name in phases]
        if not there:
            del self.after
        else:
            self.after.choices = [AT_THE_END, ("0", "Prima di tutte"), *there]

    def place(self) -> int | None:
        return int(self.after.data) if self.after and self.after.data else None


class MovePhaseForm(BaseForm):
    merges = True
    version = VersionField()
    target_id = RadioField(
        "Nuovo processo",
        description="Apri un'area per vedere i suoi.",
        validators=needed("Scegli in quale processo va la fase."),
        choices=[],
    )


class MoveEventForm(BaseForm):
    merges = True
    version = VersionField()
    target_id = SelectField("Nuova fase", validators=needed("Scegli in quale fase va l'evento."), choices=[])


class EventFormBase(BaseForm):
    merges = True
    version = VersionField()
    name = name_field("Evento rischioso", "Scrivi che cosa potrebbe accadere.", 500)
    description = long_text("Come potrebbe accadere")

    def group_of(self, name: str) -> str:
        """A factor and its note."""
        return name.rpartition("_")[2] if name.startswith(("factor_", "note_")) else name

    def factors(self) -> dict[Factor, str]:
        return {factor: self[f"note_{factor}"].data for factor in Factor if self[f"factor_{factor}"].data}

    def validate(self, extra_validators: Any = None) -> bool:
        """A note without its factor would be lost without a word."""
        right: bool = super().validate(extra_validators)
        for factor in Factor:
            note = self[f"note_{factor}"]
            if note.data and not self[f"factor_{factor}"].data:
                note.errors = [*note.errors, "Hai scritto una nota ma il fattore non è scelto: sceglilo, oppure togli la nota."]
                right = False
        return right


def _factor_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for code, label in FACTOR_LABELS.items():
        fields[f"factor_{code}"] = BooleanField(f"({code}) {label}")
        fields[f"note_{code}"] = TextAreaField(
            f"Nota al fattore ({code})", validators=optional(), filters=[_tidy],
            render_kw={"maxlength": LONGEST_TEXT, "rows": 1, "data-shown-when": f"factor_{code}"},
        )  # fmt: skip
    return fields


EventForm: Any = type("EventForm", (EventFormBase,), _factor_fields())


class ShownEvent:
    """An event as its form shows it: a tick and a note for each factor."""

    def __init__(self, event: Any) -> None:
        self._event = event

    def __getattr__(self, name: str) -> Any:
        what, _mark, code = name.partition("_")
        if what not in ("factor", "note") or code not in FACTOR_LABELS:
            return getattr(self._event, name)
        note = next((one.note for one in self._event.factors if one.factor == code), None)
        return note is not None if what == "factor" else note or ""
