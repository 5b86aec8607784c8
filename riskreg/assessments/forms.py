"""The shapes of an assessment: what is opened, what is answered, how it is judged."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.register import LONGEST_TEXT
from riskreg.domain.scoring.calculation import EFFECTIVENESS
from riskreg.domain.scoring.methodology import Methodology
from riskreg.domain.scoring.outcome import Outcome
from riskreg.domain.scoring.reasons import limits
from riskreg.domain.workflow import LONGEST_REASON
from riskreg.web.fields import VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm, refuse

BRING, GO_ON = "riporta", "prossimo"
"""Buttons of the answers beside the one that saves: fill with last year's, save and go on to the next event."""

LONGEST_TICK = 40
"""A number and a version: nothing longer was offered."""

CHANGED = "La scheda è cambiata"

AS_COMPUTED = ("", "Confermo la fascia calcolata")


def _because(name: str) -> str:
    """The field that asks why this one changed."""
    return f"because_{name.removeprefix('answer_')}"


class OpenForm(BaseForm):
    process_id = RadioField(
        "Processo", description="Apri un'area per vedere i suoi.", validators=needed("Scegli il processo da valutare."), choices=[]
    )
    year = WholeNumberField(
        "Anno",
        description="Il primo anno del piano per cui si valuta.",
        validators=[InputRequired("Scrivi l'anno, per esempio 2027.")],
    )
    methodology = SelectField(
        "Metodologia",
        description="Di solito quella in uso per l'anno: i numeri di un anno si confrontano solo su una scala.",
        validators=optional(),
    )

    def offer(self, processes: Mapping[str, list[tuple[str, str]]], methodologies: list[tuple[str, str]]) -> None:
        """Under their headings. Without methodologies to choose among, that of the year."""
        self.process_id.choices = dict(processes)
        if methodologies:
            self.methodology.choices = [("", "Quella in uso per l'anno"), *methodologies]
        else:
            del self.methodology


class MethodologyForm(BaseForm):
    version = VersionField()
    methodology_id = SelectField("Metodologia", validators=needed("Scegli la metodologia con cui valutare."))


class AnswersForm(BaseForm):
    """One question for each criterion of the methodology, then the effectiveness. Saved also when something is missing."""

    merges = True
    version = VersionField()

    def __init__(self, methodology: Methodology, *args: Any, **kwargs: Any) -> None:
        asked: list[tuple[str, Any]] = [
            (
                f"answer_{each.code}",
                RadioField(
                    each.name,
                    description=each.question,
                    choices=[(answer.code, answer.text) for answer in each.answers],
                    validators=optional(),
                ),
            )
            for each in methodology.criteria
        ]
        steps = [(each.code, each.name) for each in methodology.effectiveness]
        hint = f"Quanto riducono il rischio? Per dire più di «{steps[0][1]}» almeno una misura deve essere in vigore."
        last = ("effectiveness", RadioField(EFFECTIVENESS, description=hint, choices=steps, validators=optional()))
        asked = [*asked, last]
        asked += [(_because(name), TextAreaField("Perché è cambiata", validators=optional())) for name, _field in asked]
        # WTForms binds what the instance lists: the questions are of this methodology, not of every form of this class.
        self._unbound_fields: list[Any] = [*self._unbound_fields, *asked]
        super().__init__(*args, **kwargs)

    def ask_why(self, answers: Mapping[str, str], effectiveness: str | None, year: int | str) -> None:
        """Beside each question that was answered the year before: why it is answered otherwise now, read only where it is."""
        asked = {f"answer_{code}": before for code, before in answers.items()} | {"effectiveness": effectiveness}
        for name, field in self._fields.items():
            if not name.startswith("because_"):
                continue
            about = "effectiveness" if name == "because_effectiveness" else name.replace("because_", "answer_", 1)
            before = asked.get(about)
            others = " ".join(choice.value for choice in self._fields[about].choices if choice.value != before)
            field.label.text = f"Perché è cambiata dal {year}"
            field.render_kw = {"rows": 2, "maxlength": LONGEST_REASON, "data-shown-when": f"{about}={others}"}
            field.description = "Serve per inviare la valutazione."
            field.flags.conditional = True
            field.is_asked = bool(before)

    def reasons(self) -> dict[str, str]:
        named = {name.removeprefix("because_"): field.data or "" for name, field in self._fields.items() if name.startswith("because_")}
        return {EFFECTIVENESS if name == "effectiveness" else name: text for name, text in named.items()}

    def given(self) -> dict[str, str | None]:
        """By criterion; nothing where nothing is chosen."""
        return {name.removeprefix("answer_"): field.data or None for name, field in self._fields.items() if name.startswith("answer_")}

    def bring(self, answers: Mapping[str, str], effectiveness: str | None) -> int:
        """Fills what is still unanswered with what was answered before; nothing is saved. Gives back how many."""
        brought = 0
        for name, value in {**{f"answer_{code}": value for code, value in answers.items()}, "effectiveness": effectiveness}.items():
            if value and not self._fields[name].data:
                self._fields[name].data = value
                brought += 1
        return brought

    def theirs(self) -> dict[str, str]:
        """What a colleague answered meanwhile, and the page that was sent does not show."""
        unsent = {name for name, field in self._fields.items() if name.startswith(("answer_", "effectiveness")) and not field.raw_data}
        return {name: field.data or "" for name, field in self._fields.items() if name in self.taken or (name in unsent and field.data)}

    @property
    def step(self) -> str | None:
        return self._fields["effectiveness"].data or None


class JudgmentForm(BaseForm):
    version = VersionField()
    judged_band = SelectField("Fascia giudicata", description="Chi valuta può alzarla; abbassarla può solo l'RPCT.", validate_choice=False)
    motivation = TextAreaField(
        "Perché la fascia cambia",
        description="Serve solo se la fascia cambia: va scritto ogni volta che si alza o si abbassa.",
        validators=optional(),
        render_kw={"rows": 4, "maxlength": LONGEST_TEXT},
    )
    judgment = TextAreaField(
        "Giudizio sintetico",
        description="In poche righe: da che cosa dipende il rischio, e che cosa lo tiene basso.",
        validators=optional(),
        render_kw={"rows": 6, "maxlength": LONGEST_TEXT},
    )

    def offer(self, found: Outcome, *, may_lower: bool) -> None:
        """Whoever may not lower it is offered nothing below the band that counts: the operation would refuse, and says why."""
        computed, now = found.computed, found.judged if found.lapsed is None else found.computed
        lowest = now.rank if computed and now and not may_lower else 0
        named = [
            (band.code, f"{band.name} ({text})" if (text := limits(band)) else band.name)
            for band in found.methodology.bands
            if band.rank >= lowest
        ]
        self.judged_band.choices = [*([AS_COMPUTED] if computed is None or computed.rank >= lowest else []), *named]


class ApproveForm(BaseForm):
    """The page asks, the button says yes; events with answers that no longer count are named one by one."""

    version = VersionField()
    changed = (CHANGED, "Qualcuno l'ha cambiata mentre questa pagina era aperta. Rileggila, poi approvala.")
    failure = "Non si può ancora approvare"
    left_out = SelectMultipleField(
        "Eventi che restano fuori",
        description="Hanno risposte, ma non contano più: approvando, le risposte si tolgono. Segna quelli che è giusto lasciare fuori.",
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=optional(), choices=[],
    )  # fmt: skip

    def offer(self, events: list[tuple[str, str]]) -> None:
        if events:
            self.left_out.choices = events
            self.left_out.flags.required = True  # each of them: the operation says which are missing
        else:
            del self.left_out

    def left_out_ids(self) -> list[int]:
        return [int(number) for number in self.left_out.data or ()] if self.left_out else []


class SendForm(BaseForm):
    version = VersionField()
    changed = (CHANGED, "Qualcuno l'ha cambiata mentre questa pagina era aperta. Rileggila, poi inviala.")
    failure = "La valutazione non è stata inviata"


class WithdrawForm(BaseForm):
    version = VersionField()
    changed = (CHANGED, "Qualcuno l'ha cambiata mentre questa pagina era aperta. Rileggila, poi ritirala.")
    failure = "La valutazione non è stata ritirata"


class ValidateForm(BaseForm):
    version = VersionField()
    changed = (CHANGED, "Qualcuno l'ha cambiata mentre questa pagina era aperta. Rileggila, poi validala.")
    failure = "La valutazione non è stata validata"


class ReturnForm(BaseForm):
    version = VersionField()
    failure = "La valutazione non è stata restituita"
    reason = TextAreaField(
        "Che cosa va corretto",
        description="Lo leggono chi ha risposto e chi l'ha inviata, in cima alla scheda e nell'avviso.",
        validators=needed("Scrivi il motivo: chi la riceve deve sapere che cosa correggere."),
        render_kw={"rows": 4, "maxlength": LONGEST_REASON},
    )


class TogetherForm(BaseForm):
    """Each of those that wait, with the version that is shown. One that changed since is no reason to refuse the others: what is ticked is
    looked at one by one."""

    failure = "Nessuna valutazione è cambiata"
    chosen = SelectMultipleField(
        "Valutazioni",
        description="Togli la spunta a quelle che vuoi guardare una per una.",
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=needed("Segna almeno una valutazione."), choices=[],
        validate_choice=False,
    )  # fmt: skip

    def __init__(self, waiting: Collection[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = frozenset(waiting)

    def offer(self, those: list[tuple[int, int, str]]) -> None:
        """Number, version, words of each."""
        offered = [(f"{number}.{version}", words) for number, version, words in those]
        self.chosen.choices = offered
        if not self.is_submitted():
            self.chosen.data = [value for value, _words in offered]

    def validate_chosen(self, _field: Any) -> None:
        if not self.numbers():
            refuse("Quelle che hai segnato non aspettano più te: nel frattempo sono state ritirate, restituite o date a un'altra persona.")

    def numbers(self) -> dict[int, int]:
        """By number, the version that was seen; of those that still wait for whoever chose."""
        return {number: version for number, version in self._sent() if number in self.waiting}

    def gone(self) -> int:
        """How many do not."""
        return sum(number not in self.waiting for number, _version in self._sent())

    def _sent(self) -> list[tuple[int, int]]:
        """What no page of ours offered is left out."""
        halves = [each[:LONGEST_TICK].partition(".") for each in self.chosen.data or ()]
        return [(int(number), int(version)) for number, _dot, version in halves if number.isdecimal() and version.isdecimal()]


class DropForm(BaseForm):
    version = VersionField()
    failure = "La bozza non è stata eliminata"


class Sheet:
    """What the form shows and compares: the assessment with one of its scores, read anew each time, so that after a conflict
    it says what the colleague saved."""

    def __init__(self, one: Any, event_id: int | None = None) -> None:
        self._one, self._event_id = one, event_id

    @property
    def version(self) -> int:
        return int(self._one.version)

    def __getattr__(self, name: str) -> Any:
        score = next((each for each in self._one.scores if each.event_id == self._event_id), None)
        if name.startswith("answer_"):
            return next((each.answer for each in score.answers if each.criterion == name.removeprefix("answer_")), None) if score else None
        if name == "because_effectiveness":
            return score.effectiveness_because if score else ""
        if name.startswith("because_"):
            return next((each.because for each in score.answers if each.criterion == name.removeprefix("because_")), "") if score else ""
        if name == "effectiveness":
            return score.effectiveness if score else None
        if name in ("judged_band", "motivation", "judgment"):
            return getattr(self._one, "band_motivation" if name == "motivation" else name) or ""
        raise AttributeError(name)
