"""Fields of forms: what people type, in the way they write it."""

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import Field, IntegerField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput, TextInput

from riskreg.domain.italian import Unreadable, read_date, read_number, write_date, write_number

LARGEST_NUMBER = 1_000_000
LONGEST_VERSION = 9
"""Figures: what is longer was made by hand, and no database keeps it."""


def needed(sentence: str) -> list[Any]:
    """The field must be filled; the sentence says with what."""
    return [InputRequired(sentence)]


def optional() -> list[Any]:
    return [Optional(strip_whitespace=True)]


class ItalianDateField(Field):
    """A day typed as people write it: 31/12/2025, 31.12.25, 31 dicembre 2025."""

    widget = TextInput()
    is_date = True

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return write_date(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        if text:
            try:
                self.data = read_date(text)
            except Unreadable as error:
                raise ValueError(error.sentence) from error


class WholeNumberField(IntegerField):
    """A whole number, with a sentence that says so."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Scrivi un numero intero, per esempio 10.") from error
        if self.data is not None and abs(self.data) > LARGEST_NUMBER:
            self.data = None
            raise ValueError("Scrivi un numero più piccolo: al massimo un milione.")


class ItalianDecimalField(Field):
    """A number as people write it: 4,01. At most `places` decimals, from zero up to `most`."""

    widget = TextInput()

    def __init__(self, *args: Any, places: int = 2, most: int = 1000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.most = places, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else write_number(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data: Decimal | None = None
        if not text:
            return
        try:
            number = read_number(text)
        except Unreadable as error:
            raise ValueError(error.sentence) from error
        if not 0 <= number <= self.most:
            raise ValueError(f"Scrivi un numero da 0 a {write_number(self.most)}.")
        if number != round(number, self.places):
            raise ValueError(f"Usa al massimo {self.places} decimali.")
        self.data = number


class VersionField(Field):
    """The version of the row that the form was filled on."""

    widget = HiddenInput()

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        if text and (not text.isdecimal() or len(text) > LONGEST_VERSION):
            raise ValueError("Ricarica la pagina: il modulo non è completo.")
        self.data: int | None = int(text) if text else None
