"""Shapes of what people send: the file, and which of its columns is which of ours."""

from collections.abc import Mapping, Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of WTForms 3.2

from riskreg.tables.columns import Column
from riskreg.tables.reading import Table, heading_text
from riskreg.web.fields import needed, optional
from riskreg.web.forms import BaseForm

ABSENT = ("", "Non c'è nel file")
SAMPLE = 40


class FileForm(BaseForm):
    failure = "Il file non è stato letto"
    file = FileField(
        "File",
        description="CSV oppure Excel (.xlsx), con le intestazioni nella prima riga.",
        validators=[FileRequired("Scegli il file da importare.")],
        render_kw={"accept": ".csv,.txt,.xlsx"},
    )


class ColumnsForm(BaseForm):
    """One select for each of our columns; its choices are the columns of the file."""

    failure = "Le colonne non sono abbinate bene"
    columns = FieldList(SelectField(choices=[]), label="Colonne")

    @classmethod
    def over(cls, columns: Sequence[Column], table: Table, mapped: Mapping[str, int]) -> "ColumnsForm":
        form = cls(columns=[str(mapped.get(column.name, "")) for column in columns])
        del form.columns.entries[len(columns) :]
        while len(form.columns.entries) < len(columns):  # a form sent short by hand is a form with empty choices
            form.columns.append_entry()
        choices = [ABSENT, *((str(place), _described(table, place)) for place in range(len(table.headings)))]
        for column, entry in zip(columns, form.columns.entries, strict=True):
            entry.label.text, entry.description = column.label, column.help
            entry.choices = [SelectChoice(*choice) for choice in choices]
            entry.validators = needed(f"Scegli quale colonna del file è «{column.label}».") if column.needed else optional()
            entry.flags.required = bool(column.needed)
            entry.flags.conditional = bool(column.needed_for)
        return form

    def mapped(self, columns: Sequence[Column]) -> dict[str, int]:
        """By the name of our column, the place of the file's."""
        chosen = zip(columns, self.columns.data, strict=True)
        return {column.name: int(place) for column, place in chosen if place}


def _described(table: Table, place: int) -> str:
    """The heading, and what stands below it for the first time: two columns may well be called alike."""
    sample = next((line.cells[place] for line in table.lines if line.cells[place].strip()), "")
    short = " ".join(sample.split())
    short = short if len(short) <= SAMPLE else f"{short[:SAMPLE]}…"
    return f"{heading_text(table, place)} (per esempio: {short})" if short else f"{heading_text(table, place)} (vuota)"
