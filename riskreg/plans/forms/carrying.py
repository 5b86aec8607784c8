"""The carry-forward: of every measure of the edition before, what becomes of it. One form, saved row by row or all together."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField

from riskreg.domain.plans import CHOICE_LABELS, NEEDS_A_REASON, Choice
from riskreg.plans.columns import NOVELTY
from riskreg.web.fields import VersionField, optional
from riskreg.web.forms import BaseForm

ONE_ROW = "riga"
"""The button of a row: its value is the number of the line that is saved alone."""

CHOICES = [(name, label) for name, label in CHOICE_LABELS.items() if name != Choice.NEW]
FIELDS = ("choice", "novelty", "because")
SAY_WHY = "Scrivi perché la misura è tolta dal piano."


class CarryForm(BaseForm):
    """`lines`: the numbers of the lines, in their order, with what they are called."""

    merges = True
    version = VersionField()

    def __init__(self, lines: Sequence[tuple[int, str]], *args: Any, asked: str = "", **kwargs: Any) -> None:
        self.lines = [number for number, _title in lines]
        self.saving = [number for number in self.lines if str(number) == asked] or self.lines
        rows: list[tuple[str, Any]] = []
        for number, title in lines:
            rows += [
                (f"choice_{number}", SelectField(f"Scelta, {title}", choices=CHOICES)),
                (f"novelty_{number}", SelectField(f"Nuova o consolidata, {title}", choices=list(NOVELTY.items()))),
                (f"because_{number}", StringField(f"Perché, {title}", validators=optional(), render_kw={"maxlength": 2000})),
            ]
        # WTForms binds what the instance lists: the rows are of this edition, not of every form of this class.
        self._unbound_fields: list[Any] = [*self._unbound_fields, *rows]
        super().__init__(*args, **kwargs)

    def group_of(self, name: str) -> str:
        """The three of a row say one thing."""
        return name.rpartition("_")[2] if name.partition("_")[0] in FIELDS else name

    def validate(self, extra_validators: Any = None) -> bool:
        """Every row that is being saved and lacks its reason, at once."""
        right = super().validate(extra_validators)
        for number in self.saving:
            if self[f"choice_{number}"].data in NEEDS_A_REASON and not self[f"because_{number}"].data:
                self[f"because_{number}"].errors = [*self[f"because_{number}"].errors, SAY_WHY]
                right = False
        return right

    def shown_again(self, version: int) -> None:
        """A row was saved and the page is drawn once more: on the fresh version, with what was typed elsewhere."""
        self.version.data, self.version.raw_data = version, None
        self.remember()

    def is_saved(self, number: int) -> bool:
        """Whether the row shows what is kept."""
        return all(str(self[f"{name}_{number}"].data or "") == str(getattr(self.thing, f"{name}_{number}") or "") for name in FIELDS)

    def can_be_read(self, number: int) -> bool:
        return number in self.lines and self[f"choice_{number}"].data in dict(CHOICES) and self[f"novelty_{number}"].data in NOVELTY

    def row(self, number: int) -> tuple[Choice, bool, str]:
        return Choice(self[f"choice_{number}"].data), self[f"novelty_{number}"].data == "new", self[f"because_{number}"].data or ""


class ShownLines:
    """The draft as the form shows it: three fields for each line, read anew each time."""

    def __init__(self, one: Any, lines: Sequence[Any]) -> None:
        self._one, self._lines = one, {str(line.id): line for line in lines}

    @property
    def version(self) -> int:
        return int(self._one.version)

    def __getattr__(self, name: str) -> Any:
        field, _mark, number = name.rpartition("_")
        line = self._lines.get(number) if field in FIELDS else None
        if line is None:
            raise AttributeError(name)
        if field == "novelty":
            return "new" if line.is_new else "consolidated"
        return getattr(line, field)
