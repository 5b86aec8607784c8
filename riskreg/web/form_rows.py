"""Forms made of rows that are added, moved and taken away by buttons of the form itself: nothing is saved until it is saved,
nothing typed is lost, and no script is needed."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField

from riskreg.web.forms import BaseForm, Clash

ARRANGE = "riga"
ADD, UP, DOWN, REMOVE = "aggiungi", "su", "giu", "togli"
PLACE = re.compile(r"rows-([0-9]{1,4})-(\w+)")


class RowForm(Form):
    """One row. The code of what it is about goes out and comes back; a new row has none."""

    Meta = BaseForm.Meta
    code = HiddenField()


class RowsForm(BaseForm):
    """A form with a FieldList called `rows`; the thing it is about has its own as `rows`, mappings by field."""

    rows: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        asked = request.form.get(ARRANGE, "")
        self.is_rearranged = bool(asked)
        if asked:
            kwargs["formdata"] = rearranged(request.form, asked)
        super().__init__(*args, **kwargs)

    def accepts(self, save: Callable[[], object]) -> bool:
        """Moving a row saves nothing: the page is shown again with what was typed."""
        return not self.is_rearranged and super().accepts(save)

    def said(self, row: Mapping[str, Any]) -> str:
        """A row in a line, for who compares two texts."""
        raise NotImplementedError

    def _about_thing(self, thing: Any) -> list[tuple[str, Any]]:
        return [(name, field) for name, field in super()._about_thing(thing) if name != "rows"]

    def _clashes(self, thing: Any) -> list[Clash]:
        """Rows are shown whenever they differ: which of two lists is the newer cannot be told row by row."""
        mine, theirs = ("\n".join(self.said(row) for row in rows) for rows in (self.rows.data, thing.rows))
        return [*super()._clashes(thing), *([Clash(str(self.rows.label.text), mine, theirs)] if mine != theirs else [])]


def rearranged(sent: MultiDict[str, str], asked: str) -> MultiDict[str, str]:
    """What was sent, with the rows in the order that a button asks for: "aggiungi", "su-2", "giu-0", "togli-1"."""
    rows: dict[int, list[tuple[str, str]]] = {}
    kept: MultiDict[str, str] = MultiDict()
    for name, value in sent.items(multi=True):
        if place := PLACE.fullmatch(name):
            rows.setdefault(int(place[1]), []).append((place[2], value))
        elif name != ARRANGE:
            kept.add(name, value)
    order = _ordered(sorted(rows), asked)
    for new, old in enumerate(order):
        for name, value in rows.get(old, [("code", "")]):
            kept.add(f"rows-{new}-{name}", value)
    return kept


def _ordered(order: list[int], asked: str) -> list[int]:
    action, _, at = asked.partition("-")
    if action == ADD:
        return [*order, max(order, default=-1) + 1]
    if not at.isdecimal() or len(at) > 4 or not int(at) < len(order):
        return order
    here = int(at)
    if action == REMOVE:
        return [*order[:here], *order[here + 1 :]]
    there = here + {UP: -1, DOWN: 1}.get(action, 0)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order
