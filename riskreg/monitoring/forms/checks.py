"""The shape of a check: what is asked depends on how the measure is timed; what each outcome needs shows when it is chosen."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField

from riskreg.core.transactions import translated
from riskreg.domain.errors import RuleBroken
from riskreg.domain.monitoring.checks import OUTCOME_LABELS, REASON_LABELS, Answer, Outcome, Reason
from riskreg.evidence.forms import ACCEPT
from riskreg.register.forms import long_text
from riskreg.web.fields import ItalianDateField, VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm

TO_MEND = "outcome=late not_done"
WHEN_SIGNED = (
    "outcome", "done_on", "cases", "complied", "reason", "reason_note", "proposed_due_on", "no_evidence_because", "done", "progress", "files",
    "protocols",
)  # fmt: skip
"""Neither obligatory nor optional: may be left while the check is a draft, and some are asked for when it is signed."""

TIMES = [("", "Non ancora detto"), ("si", "Sì"), ("no", "No")]


def _shown(when: str, **more: Any) -> dict[str, Any]:
    return {"data-shown-when": f"outcome={when}", **more}


class CheckForm(BaseForm):
    """Everything may be left for later, but the shape of what is written."""

    failure = "La scheda non è stata salvata"
    merges = True
    version = VersionField()
    outcome = RadioField("A che punto è la misura", choices=list(OUTCOME_LABELS.items()), validators=optional())
    done_on = ItalianDateField(
        "Attuata dal", description="Il giorno dal quale la misura è attuata: dell'atto, della pubblicazione, del primo controllo.",
        validators=optional(), render_kw=_shown("done"),
    )  # fmt: skip
    cases = WholeNumberField("Quante volte si è presentato il caso", validators=optional())
    complied = WholeNumberField("In quante la misura è stata applicata", validators=optional())
    value = StringField("Valore raggiunto", description="Come lo misura l'indicatore.", validators=optional(), render_kw={"maxlength": 500})
    progress = WholeNumberField(
        "Avanzamento", description="In percentuale, da 0 a 100.", validators=optional(), render_kw=_shown("on_track late not_done")
    )
    reason = SelectField(
        "Motivo", choices=[("", "Scegli…"), *REASON_LABELS.items()], validators=optional(), render_kw={"data-shown-when": TO_MEND}
    )
    reason_note = TextAreaField(
        "Il motivo in parole", validators=optional(), render_kw={"data-shown-when": TO_MEND, "rows": 2, "maxlength": 2000}
    )
    proposed_due_on = ItalianDateField(
        "Nuova data che proponi", description="Entro quando la misura sarà attuata. Diventa la scadenza quando qualcuno la accoglie.",
        validators=optional(), render_kw={"data-shown-when": TO_MEND},
    )  # fmt: skip
    criticality = long_text("Criticità", "Che cosa non funziona, o potrebbe non reggere.", rows=3)
    note = long_text("Nota", "Che cosa è stato fatto nel semestre, in poche righe.", rows=4)
    files = MultipleFileField("Allega file", render_kw={"accept": ACCEPT, "data-files": ""})
    protocols = TextAreaField(
        "Numeri di protocollo", description="Numero e data, uno per riga: per esempio 12345/2026 del 12/03/2026.", validators=optional(),
        render_kw={"rows": 2},
    )  # fmt: skip
    no_evidence_because = TextAreaField(
        "Se non alleghi prove, perché", description="Serve solo dove la misura è attuata e non c'è nulla da allegare.", validators=optional(),
        render_kw=_shown("done", rows=2, maxlength=2000),
    )  # fmt: skip

    def suit(self, one: Any, *, takes_files: bool) -> None:
        """Without what the measure does not ask: cases where no event is waited for, a new date where there is none to move."""
        if one.asked_timing != "on_event":
            del self.cases, self.complied
        if one.asked_due_on is None or one.standing_activation is not None:
            del self.proposed_due_on
        if one.standing_activation is not None:
            del self.done_on
        if not takes_files:
            del self.files, self.protocols

    def answer(self) -> Answer:
        return Answer(
            Outcome(self.outcome.data) if self.outcome.data in OUTCOME_LABELS else None, self.value.data or "", self.progress.data,
            self.note.data or "", self.criticality.data or "", Reason(self.reason.data) if self.reason.data else None,
            self.reason_note.data or "", _data(self, "proposed_due_on"), _data(self, "done_on"), _data(self, "cases"),
            _data(self, "complied"), self.no_evidence_because.data or "",
        )  # fmt: skip

    def periods(self) -> dict[date, tuple[bool | None, str, str]]:
        """Each under its first day; a form that has none asks for none."""
        found = {}
        for name, field in self._fields.items():
            if name.startswith("done_in_"):
                day = name.removeprefix("done_in_")
                value, note = self._fields[f"value_in_{day}"].data, self._fields[f"note_in_{day}"].data
                found[_day(day)] = ({"si": True, "no": False}.get(field.data or ""), value or "", note or "")
        return found

    def steps(self) -> dict[int, date | None]:
        return {int(name.removeprefix("step_")): field.data for name, field in self._fields.items() if name.startswith("step_")}

    def sent(self) -> list[Any]:
        """The files that were chosen."""
        return [one for one in _data(self, "files") or () if isinstance(one, FileStorage) and one.filename]

    def attaches(self, attach: Callable[[], object]) -> bool:
        """What shows it is kept first, by itself: whatever is then wrong with the rest, nobody chooses the files again. Whether it went well."""
        if not self.is_submitted() or not (self.sent() or _data(self, "protocols")):
            return True
        try:
            with translated():
                attach()
        except RuleBroken as refusal:
            self.validate()
            self._refused(refusal)
            return False
        self.protocols.data = ""
        return True

    def _refused(self, refusal: RuleBroken) -> None:
        """What is wrong with the periods is said on top: it is about them all. Of files, a sentence for each."""
        super()._refused(RuleBroken(refusal.message) if refusal.field == "periods" else refusal)
        if messages := getattr(refusal, "messages", None):
            self.files.errors = list(messages)


def _data(form: BaseForm, name: str) -> Any:
    return getattr(form, name).data if name in form else None


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def suited(one: Any, thing: Any, today: date, *, takes_files: bool) -> CheckForm:
    """The form of one check: with a field for each of its periods, and for each step of the measure that nobody has reached yet."""
    fields: dict[str, Field] = {}
    for period in one.periods:
        day, label = period.first_on.strftime("%Y%m%d"), period.label
        fields[f"done_in_{day}"] = SelectField(
            f"{label}: attuata?", choices=TIMES, validators=optional(), description=_before_its_end(period.last_on, today)
        )
        fields[f"value_in_{day}"] = StringField(f"{label}: valore", validators=optional(), render_kw={"maxlength": 500})
        fields[f"note_in_{day}"] = StringField(f"{label}: nota", validators=optional(), render_kw={"maxlength": 500})
    for step in one.measure.milestones:
        due = f" (entro il {step.due_on:%d/%m/%Y})" if step.due_on else ""
        fields[f"step_{step.id}"] = ItalianDateField(f"{step.name}{due}: raggiunta il", validators=optional())
    form: CheckForm = type("SuitedForm", (CheckForm,), fields)(obj=thing)
    form.suit(one, takes_files=takes_files)
    for field in form:
        if field.name.partition("_in_")[0] in WHEN_SIGNED:
            field.flags.conditional = True
    return form


def _before_its_end(last_on: date, today: date) -> str:
    if last_on <= today:
        return ""
    return f"Finisce il {last_on:%d/%m/%Y}: se la firmi prima, resta scritto che il periodo non era finito e lo legge chi la valida e chi la verifica."


class Sheet:
    """What the form shows and compares: the check with its periods and steps, read anew each time."""

    def __init__(self, one: Any) -> None:
        self._one = one

    @property
    def version(self) -> int:
        return int(self._one.version)

    def __getattr__(self, name: str) -> Any:
        what, _in, day = name.rpartition("_in_")
        if what in ("done", "value", "note"):
            row = next((each for each in self._one.periods if each.first_on == _day(day)), None)
            if what == "done":
                return {True: "si", False: "no"}.get(row.done, "") if row else ""
            return getattr(row, what) if row else ""
        if name.startswith("step_"):
            return next((each.done_on for each in self._one.measure.milestones if each.id == int(name.removeprefix("step_"))), None)
        if name == "reason":
            return self._one.reason or ""
        if name == "progress" and self._one.outcome == Outcome.DONE:
            return None  # what is done is done by itself
        return getattr(self._one, name)


class ContributionForm(BaseForm):
    failure = "Il contributo non è stato salvato"
    version = VersionField()
    outcome = RadioField(
        "A che punto è, per la parte tua",
        choices=list(OUTCOME_LABELS.items()),
        validators=needed("Scegli a che punto è la misura, per la parte tua."),
    )
    note = TextAreaField(
        "Che cosa ha fatto il tuo ufficio", description="Lo legge il capofila, che firma la scheda.",
        validators=needed("Scrivi che cosa ha fatto il tuo ufficio."), render_kw={"rows": 4, "maxlength": 4000},
    )  # fmt: skip
