"""Shapes of what people type about a methodology: part by part, rows that are added and moved on the page itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from riskreg.domain.italian import tidy, write_number
from riskreg.domain.scoring.differences import band_text, step_text
from riskreg.domain.scoring.drafting import free_code
from riskreg.domain.scoring.methodology import (
    NUMERIC_COMBINATIONS,
    ORDINAL_COMBINATIONS,
    Answer,
    Axis,
    Band,
    Combination,
    Criterion,
    Effectiveness,
    Grain,
    Level,
)
from riskreg.domain.scoring.versions import Kind
from riskreg.web.fields import ItalianDecimalField, VersionField, needed, optional
from riskreg.web.form_rows import RowForm, RowsForm
from riskreg.web.forms import BaseForm


class Later(Optional):
    """A draft may be saved without it, and is not published without it: the page must not call it optional."""

    def __init__(self) -> None:
        super().__init__(strip_whitespace=True)
        self.field_flags = {"required": True}


CHOOSE = ("", "Scegli…")
AXES = [(axis.value, axis.label) for axis in Axis]
MOST_POINTS = 100
Codes = Mapping[str, str]
"""Name by code: what a table or a select offers."""


def _name(label: str, sentence: str, description: str = "", maxlength: int = 200) -> StringField:
    return StringField(label, description=description, validators=needed(sentence), render_kw={"maxlength": maxlength})


class NewForm(BaseForm):
    """Where to start from: an empty sheet, or a copy."""

    name = _name("Denominazione", "Scrivi la denominazione della metodologia.", "Per esempio «Metodologia 2027».")
    start = SelectField("Parti da", validators=needed("Scegli da che cosa partire."))

    def offer(self, copies: Sequence[tuple[str, str]]) -> None:
        empty = [(Kind.NUMERIC.value, "Un foglio vuoto: numerica (probabilità × impatto)"),
                 (Kind.ORDINAL.value, "Un foglio vuoto: ordinale (livelli e tabelle)")]  # fmt: skip
        self.start.choices = [*copies, *empty]


class SheetForm(BaseForm):
    version = VersionField()
    name = _name("Denominazione", "Scrivi la denominazione della metodologia.")
    source = StringField("Fonte", description="Norma, piano o delibera da cui viene.", validators=optional(), render_kw={"maxlength": 300})
    note = TextAreaField(
        "Nota", description="Che cosa deve sapere chi la usa.", validators=optional(), render_kw={"maxlength": 10_000, "rows": 5}
    )
    grain = RadioField(
        "Che cosa si valuta",
        choices=[(grain.value, grain.label.capitalize()) for grain in Grain],
        validators=needed("Scegli che cosa si valuta."),
    )
    probability = RadioField("Come si combinano le risposte della probabilità", validators=needed("Scegli come si combinano."))
    impact = RadioField("Come si combinano le risposte dell'impatto", validators=needed("Scegli come si combinano."))

    def offer(self, kind: Kind) -> None:
        ways = NUMERIC_COMBINATIONS if kind is Kind.NUMERIC else ORDINAL_COMBINATIONS
        self.probability.choices = self.impact.choices = [(way.value, way.label.capitalize()) for way in ways]

    def combine(self) -> dict[Axis, Combination]:
        return {Axis.PROBABILITY: Combination(self.probability.data), Axis.IMPACT: Combination(self.impact.data)}


class NumericAnswerForm(RowForm):
    worth = ItalianDecimalField("Punti", most=MOST_POINTS, validators=needed("Scrivi quanti punti vale."))
    text = TextAreaField("Descrizione", validators=[Later()], render_kw={"maxlength": 1000, "rows": 2})


class OrdinalAnswerForm(RowForm):
    worth = SelectField("Livello", validators=needed("Scegli a quale livello corrisponde."), choices=[])
    text = TextAreaField("Descrizione", validators=[Later()], render_kw={"maxlength": 1000, "rows": 2})


class CriterionForm(RowsForm):
    """One question of an axis, with its answers."""

    version = VersionField()
    name = _name("Denominazione", "Scrivi la denominazione del criterio.", "Breve, per esempio «Discrezionalità».")
    axis = RadioField("Vale per", choices=AXES, validators=needed("Scegli se vale per la probabilità o per l'impatto."))
    question = TextAreaField(
        "Domanda", description="Quella a cui risponde chi valuta.", validators=optional(), render_kw={"maxlength": 1000, "rows": 2}
    )

    def __init__(self, *args: Any, levels: Codes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = levels or {}

    def answers(self, known: Sequence[str]) -> tuple[Answer[Any], ...]:
        """As the rows stand. A row that was there keeps its code."""
        taken: set[str] = set()
        found = []
        for row in self.rows.data:
            worth = row["worth"]
            wish = write_number(worth) if isinstance(worth, Decimal) else str(worth)
            found.append(Answer(_code(row, wish, known, taken), row["text"] or "", worth))
        return tuple(found)

    def criterion(self, code: str, known: Sequence[str]) -> Criterion[Any]:
        return Criterion(code, Axis(self.axis.data), tidy(self.name.data or ""), self.question.data or "", self.answers(known))


class NumericCriterionForm(CriterionForm):
    rows = FieldList(FormField(NumericAnswerForm), label="Risposte", min_entries=1)

    def said(self, row: Mapping[str, Any]) -> str:
        return f"{row['worth']}: {row['text']}"


class OrdinalCriterionForm(CriterionForm):
    rows = FieldList(FormField(OrdinalAnswerForm), label="Risposte", min_entries=1)

    def __init__(self, *args: Any, levels: Codes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, levels=levels, **kwargs)
        for entry in self.rows:
            entry.form.worth.choices = [CHOOSE, *self.levels.items()]

    def said(self, row: Mapping[str, Any]) -> str:
        return f"{self.levels.get(row['worth'], '?')}: {row['text']}"


def _code(row: Mapping[str, Any], wish: str, known: Sequence[str], taken: set[str]) -> str:
    """What was there keeps its code for life; what is new gets one that nothing of this list has, or had a moment ago."""
    kept = row["code"] if row["code"] in known and row["code"] not in taken else ""
    code = kept or free_code(wish, {*taken, *known})
    taken.add(code)
    return code


def _step_text() -> TextAreaField:
    return TextAreaField("Descrizione", validators=optional(), render_kw={"maxlength": 500, "rows": 3})


class StepRow(RowForm):
    name = _name("Denominazione", "Scrivi la denominazione del livello.", maxlength=100)
    text = _step_text()


class NumericStepRow(StepRow):
    coefficient = ItalianDecimalField("Coefficiente", most=1, validators=[Later()])
    text = _step_text()  # again, so that it stands after the coefficient


class EffectivenessForm(RowsForm):
    version = VersionField()
    rows = FieldList(FormField(StepRow), label="Livelli di efficacia", min_entries=1)

    def steps(self, known: Sequence[str]) -> list[Effectiveness]:
        taken: set[str] = set()
        return [
            Effectiveness(_code(row, row["name"], known, taken), tidy(row["name"]), row["text"] or "", row.get("coefficient"))
            for row in self.rows.data
        ]

    def said(self, row: Mapping[str, Any]) -> str:
        return step_text({"coefficient": None, **row, "text": row["text"] or ""})


class NumericEffectivenessForm(EffectivenessForm):
    rows = FieldList(FormField(NumericStepRow), label="Livelli di efficacia", min_entries=1)


class BandRow(RowForm):
    name = _name("Denominazione", "Scrivi la denominazione della fascia.", maxlength=40)
    needs_treatment = BooleanField("Richiede trattamento")


class NumericBandRow(RowForm):
    name = _name("Denominazione", "Scrivi la denominazione della fascia.", maxlength=40)
    least = ItalianDecimalField("Da (compreso)", most=MOST_POINTS**2, validators=[Later()])
    most = ItalianDecimalField("A (compreso)", most=MOST_POINTS**2, validators=[Later()])
    needs_treatment = BooleanField("Richiede trattamento")


class BandsForm(RowsForm):
    version = VersionField()
    rows = FieldList(FormField(BandRow), label="Fasce di rischio", min_entries=1)

    def bands(self, known: Sequence[str]) -> list[Band]:
        """Ranked by place: whoever writes them numbers nothing."""
        taken: set[str] = set()
        return [
            Band(
                _code(row, row["name"], known, taken), tidy(row["name"]), place, bool(row["needs_treatment"]), row.get("least"), row.get("most")
            )
            for place, row in enumerate(self.rows.data, 1)
        ]  # fmt: skip

    def said(self, row: Mapping[str, Any]) -> str:
        return band_text({name: held for name, held in row.items() if held is not None})


class NumericBandsForm(BandsForm):
    rows = FieldList(FormField(NumericBandRow), label="Fasce di rischio", min_entries=1)


class LevelRow(RowForm):
    name = _name("Denominazione", "Scrivi la denominazione del livello.", maxlength=40)


class LevelsForm(RowsForm):
    version = VersionField()
    rows = FieldList(FormField(LevelRow), label="Livelli", min_entries=1)

    def levels(self, known: Sequence[str]) -> list[Level]:
        taken: set[str] = set()
        return [Level(_code(row, row["name"], known, taken), tidy(row["name"]), place) for place, row in enumerate(self.rows.data, 1)]

    def said(self, row: Mapping[str, Any]) -> str:
        return str(row["name"])


class TableForm(BaseForm):
    """Two ways in, one band out: `cells` says which field holds which pair of codes."""

    version = VersionField()
    cells: Mapping[tuple[str, str], str]

    def table(self) -> dict[tuple[str, str], str]:
        return {pair: self[name].data for pair, name in self.cells.items() if self[name].data}


def table_form(rows: Codes, columns: Codes, bands: Codes, said: str) -> type[TableForm]:
    """One select for each cell; `said` names a cell for who does not see where it stands."""
    cells = {(row, column): f"cell_{n}_{m}" for n, row in enumerate(rows) for m, column in enumerate(columns)}
    fields = {
        name: SelectField(said.format(rows[row], columns[column]), choices=[CHOOSE, *bands.items()], validators=optional())
        for (row, column), name in cells.items()
    }
    return type("TableForm", (TableForm,), {"cells": cells, **fields})


class MappingForm(BaseForm):
    """What ANAC calls it."""

    version = VersionField()
    theirs = StringField("Codice ANAC", validators=optional(), render_kw={"maxlength": 40})
    label = StringField("Voce ANAC", description="Come la chiama l'ANAC.", validators=needed("Scrivi come la chiama l'ANAC."),
                        render_kw={"maxlength": 300})  # fmt: skip
    row = StringField("Riga della relazione annuale", description="Per esempio 2.B.1.", validators=optional(), render_kw={"maxlength": 20})
    note = StringField(
        "Nota",
        description="Se scrivi «da controllare», la voce resta in cima alla sua tabella finché non lo togli.",
        validators=optional(),
        render_kw={"maxlength": 500},
    )


class ConfirmForm(BaseForm):
    """Only the token and the version: the page asks, the button says yes."""

    version = VersionField()


class PublishForm(ConfirmForm):
    failure = "La metodologia non si può ancora pubblicare"
