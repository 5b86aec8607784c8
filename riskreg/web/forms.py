"""Forms: Italian dates, sentences at the field, and nothing typed is ever lost."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from flask import g, has_app_context, request
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of WTForms 3.2

from riskreg.core import transactions
from riskreg.core.extensions import db
from riskreg.core.rows import CHANGED_MEANWHILE
from riskreg.domain.errors import Conflict, RuleBroken, TooSoon
from riskreg.domain.italian import write_date, write_number

CONFIRMED, REVISE = "confermato", "rivedi"
KEEP_THEIRS = "tieni"
"""The fields whose text, saved by somebody else meanwhile, is chosen where two people clash."""

NOT_TEXT = ("csrf_token", "version", "seen", "shown")
UNTYPED = (*NOT_TEXT, CONFIRMED, REVISE, KEEP_THEIRS, "started", "riporta", "prossimo")
"""Nobody types them: buttons, and what a page remembers by itself."""

NOT_IN_THE_LIST = "Scegli una voce dell'elenco."
LONGEST_SEEN = 500_000
"""Characters of what a form showed when it was opened: more than the largest of them holds."""

TRIES = 10
"""How often a form that merges may be overtaken while it is being saved."""

# What WTForms says by itself, in words of ours. A sentence missing here would reach people in English; the house's tests look.
SENTENCES = {
    "Not a valid choice.": NOT_IN_THE_LIST,
    "Invalid Choice: could not coerce.": NOT_IN_THE_LIST,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_IN_THE_LIST,
    "'%(value)s' is not a valid choice for this field.": NOT_IN_THE_LIST,
    "'%(value)s' are not valid choices for this field.": NOT_IN_THE_LIST,
    "This field is required.": "Compila questo campo.",
}


class ConflictView(NamedTuple):
    """Both texts, side by side, where two people changed the same field."""

    message: str
    fields: Sequence["Clash"]
    title: str = "Qualcuno ha salvato mentre scrivevi"


class Clash(NamedTuple):
    """A field that both changed: what it is called, the two texts, and the name by which theirs can be chosen whole."""

    label: str
    mine: str
    theirs: str
    name: str = ""


class BaseForm(FlaskForm):  # type: ignore[misc]  # flask-wtf ships no types
    """What every form of riskreg can do beyond WTForms: run the operation and take its refusal kindly."""

    class Meta:
        # One line of text is stored without stray spaces around it; choices are pairs of value and label.
        @staticmethod
        def bind_field(form: Any, unbound: Any, options: Any) -> Any:
            if issubclass(unbound.field_class, StringField) and "filters" not in unbound.kwargs:
                unbound.kwargs["filters"] = [_strip]
            if issubclass(unbound.field_class, SelectMultipleField) and "filters" not in unbound.kwargs:
                unbound.kwargs["filters"] = [_chosen]  # an optional field that begins with a blank is not looked at any further
            if choices := unbound.kwargs.get("choices"):
                unbound.kwargs["choices"] = [SelectChoice(*choice) if isinstance(choice, tuple) else choice for choice in choices]
            return unbound.bind(form=form, **options)

        @staticmethod
        def get_translations(_form: Any) -> "Italian":
            return Italian()

    confirm = False
    """True for what cannot be undone: the operation is tried, nothing is kept, and the page asks once more."""

    failure = "Non è stato possibile salvare"
    """The heading of a refusal that belongs to no field."""

    changed: tuple[str, str] | None = None
    """Title and sentence of a clash, for a form in which nobody types anything: what the page shows has changed, and is to be read again."""

    merges = False
    """True where one version stands for many sections of a sheet: what a colleague saved in another of them, or in a field that this
    person left alone, is no clash. Both are kept, and nobody is asked."""

    seen = HiddenField()
    """What the fields showed when the form was opened: tells what this person changed from what a colleague did."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.thing = kwargs.get("obj")
        self.result: Any = None
        self.conflict: ConflictView | None = None
        self.taken: list[str] = []  # fields that hold what a colleague saved meanwhile: whoever keeps a page open shows it there too
        self.awaits_confirmation = False
        self.status = 200
        self.headers: dict[str, str] = {}
        super().__init__(*args, **kwargs)
        if self.thing is not None and not self.is_submitted():
            self.remember()
        if has_app_context():
            g.labels = g.get("labels", {}) | {field.name: _label(field) for field in self}

    def accepts(self, save: Callable[[], object]) -> bool:
        """True when the form was sent, is right, and the operation took it; otherwise the page is shown again."""
        if not self.is_submitted() or REVISE in request.form:
            return False
        self._keep_theirs()
        if not self.validate():
            self.status = 422
            db.session.rollback()
            return False
        if self._lacks_version():
            if self._began_with_nothing():
                self._overtaken(Conflict(CHANGED_MEANWHILE))
                return False
            self._refused(RuleBroken("Il modulo non è completo: ricarica la pagina e scrivi di nuovo le modifiche."))
            return False
        return self._saves(save, tries=TRIES if self.merges else 1)

    def _keep_theirs(self) -> None:
        """Where a clash was shown, a tick says that the other person's text stays: nothing of it is typed again."""
        chosen = request.form.getlist(KEEP_THEIRS) if self.thing is not None else []
        for name, field in self._about_thing(self.thing) if chosen else ():
            if name in chosen:
                _take(field, getattr(self.thing, name))

    def _saves(self, save: Callable[[], object], tries: int) -> bool:
        try:
            with transactions.translated():  # operations flush too, when they record: what the database refuses is said here
                self.result = save()
                db.session.flush()
        except RuleBroken as refusal:
            self._refused(refusal)
        except Conflict as conflict:
            self._overtaken(conflict)
            if tries > 1 and self.conflict is not None and not self.conflict.fields:
                self._settled()
                if self.validate():  # what each of the two wrote was right; together it may not be
                    return self._saves(save, tries - 1)
                self.status = 422
                db.session.rollback()
        else:
            return self._is_meant()
        return False

    def _settled(self) -> None:
        """Nobody touched what the other did: the form holds both, on the fresh version, and is saved again."""
        self.conflict, self.status = None, 200
        db.session.rollback()  # what was read for the comparison was read without the write lock
        transactions.begin_writing()

    def _is_meant(self) -> bool:
        """The operation would go well; where it cannot be undone, ask before it is kept."""
        if not self.confirm or CONFIRMED in request.form:
            return True
        db.session.rollback()
        self.awaits_confirmation = True
        return False

    def kept(self) -> list[tuple[str, str]]:
        """Everything sent, for the page that asks for a confirmation to send again."""
        return [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", CONFIRMED, REVISE)]

    def _lacks_version(self) -> bool:
        """A form about a thing that exists says which version it was filled on; leaving it out skips no check."""
        return "version" in self._fields and self.thing is not None and self._fields["version"].data is None

    def _began_with_nothing(self) -> bool:
        """Opened while the thing was not there yet: whoever made it was faster, and the texts of both are shown."""
        return request.form.get("version") == "" and not self._fields["seen"].data

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        return not [field for field in self if not _fits(field)] and right  # no short cut: every field says its own

    def _refused(self, refusal: RuleBroken) -> None:
        db.session.rollback()
        self.status = 422
        if isinstance(refusal, TooSoon):
            self.status, self.headers["Retry-After"] = 429, str(refusal.seconds)
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.form_errors.append(refusal.message)
        else:
            field.errors = [*field.errors, refusal.message]

    def _overtaken(self, conflict: Conflict) -> None:
        """What only one of the two changed is settled; where both did, show both texts. Sending again, now on the
        fresh version, is a choice made with open eyes."""
        db.session.rollback()
        self.status = 409
        clashes = [] if self.thing is None else self._clashes(self.thing)
        self.conflict = ConflictView(self.changed[1], clashes, self.changed[0]) if self.changed else ConflictView(conflict.message, clashes)
        if "version" in self._fields and self.thing is not None:
            self._fields["version"].data = self.thing.version
            self._fields["version"].raw_data = None
            self.remember()

    def _clashes(self, thing: Any) -> list[Clash]:
        """What both changed; where only they did, the form takes theirs."""
        opened = self._opened_with()
        rows = []
        for group in self._in_groups(thing):
            shown = [(name, field, _shown(field, field.data), _shown(field, getattr(thing, name))) for name, field in group]
            if all(opened.get(name) == theirs for name, _field, _mine, theirs in shown):
                continue
            if all(opened.get(name) == mine for name, _field, mine, _theirs in shown):
                for name, field in group:
                    field.process(None, getattr(thing, name))
                    field.raw_data = _as_sent(field.data)
                    self.taken.append(name)
            else:
                rows += [Clash(str(field.label.text), mine, theirs, name) for name, field, mine, theirs in shown if mine != theirs]
        return rows

    def _in_groups(self, thing: Any) -> list[list[tuple[str, Any]]]:
        """Each field by itself, but for those that say one thing together."""
        groups: dict[str, list[tuple[str, Any]]] = {}
        for name, field in self._about_thing(thing):
            groups.setdefault(self.group_of(name), []).append((name, field))
        return list(groups.values())

    def group_of(self, name: str) -> str:
        """Fields of one group are taken whole from one of two people: a note and what it is about, a period and its kind."""
        return name

    def _about_thing(self, thing: Any) -> list[tuple[str, Any]]:
        return [(name, field) for name, field in self._fields.items() if name not in NOT_TEXT and hasattr(thing, name)]

    def remember(self) -> None:
        shown = {name: _shown(field, getattr(self.thing, name)) for name, field in self._about_thing(self.thing)}
        self._fields["seen"].data = json.dumps(shown, ensure_ascii=False)

    def _opened_with(self) -> dict[str, str]:
        try:
            opened = json.loads((self._fields["seen"].data or "{}")[: LONGEST_SEEN + 1])
        except (ValueError, RecursionError):  # made by hand: then everything that differs is shown
            return {}
        return opened if isinstance(opened, dict) else {}


class Italian:
    """WTForms asks its translations here."""

    def gettext(self, text: str) -> str:
        return SENTENCES.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


def _strip(value: Any) -> Any:
    """Also without the NUL that no keyboard writes and PostgreSQL refuses."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value


def _chosen(values: Any) -> Any:
    return [one for one in values if one != ""] if isinstance(values, list) else values


def _take(field: Any, value: Any) -> None:
    """As if it had been sent: validators look at what was."""
    field.process(None, value)
    field.raw_data = None
    shown = field._value() if hasattr(field, "_value") else value  # noqa: SLF001  # WTForms has no other name for "as it is written"
    field.raw_data = list(shown) if isinstance(shown, list) else ["" if shown is None else str(shown)]


def _fits(field: Any) -> bool:
    """At the end of a line the browser stops; a long text is never cut (`components/field.html`), and its writer reads here how long
    it may be. SQLite would take any length."""
    if field.type in ("FormField", "FieldList"):
        return not [inner for inner in field if not _fits(inner)]
    longest = (field.render_kw or {}).get("maxlength")
    if longest is None or not isinstance(field.data, str) or len(field.data.replace("\r\n", "\n")) <= longest:
        return True
    field.errors = [*field.errors, f"Il testo è troppo lungo: usa al massimo {write_number(longest)} caratteri."]
    return False


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, date):
        return write_date(value)
    offered = getattr(field, "choices", None) or ()
    for known, label, *_ in chain.from_iterable(offered.values()) if isinstance(offered, dict) else offered:  # in groups, or not
        if str(known) == str(value):
            return str(label)
    return "" if value is None else str(value)


def _as_sent(value: Any) -> list[str]:
    """As a browser would have sent it, for the checks that look at that."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if value is None or value is False or value == "":
        return []
    if isinstance(value, date):
        return [write_date(value)]
    return [write_number(value) if isinstance(value, Decimal) else str(value)]


def refuse(sentence: str) -> None:
    """For a validator of one form."""
    raise ValidationError(sentence)


def optional_id(text: str) -> int | None:
    """The value of a select whose first choice is "nobody"."""
    return int(text) if text else None


def _label(field: Any) -> str | None:
    return None if isinstance(field, HiddenField) else str(field.label.text)


def label_of(name: str) -> str | None:
    """What the pages call a field, whichever form it belongs to, that of this request first; None for what nobody types."""
    if name in UNTYPED:
        return None
    if name in (known := g.get("labels", {})):
        found: str | None = known[name]
        return found
    forms = list(BaseForm.__subclasses__())
    for form in forms:
        forms += form.__subclasses__()
        unbound = getattr(form, name, None)
        if unbound is not None and hasattr(unbound, "args"):
            if issubclass(unbound.field_class, HiddenField):
                return None
            return str(unbound.args[0] if unbound.args else unbound.kwargs.get("label", name))
    return name.rpartition("-")[2].replace("_", " ").capitalize()
