"""Days, yes and no, things done: whether what was done is what was asked for, and in time.

What was done may be another step of the same work: begun is not done, approved is not published. Where the target does not
name the action, the indicator's own words are asked.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from riskreg.domain.italian import fold, write_date
from riskreg.domain.targets.deeds import verb_of
from riskreg.domain.targets.directions import About, Direction
from riskreg.domain.targets.moments import days_in, write_period
from riskreg.domain.targets.quantities import quantities_in
from riskreg.domain.targets.sameness import NOT_A_THING, VERB, other_deed
from riskreg.domain.targets.shapes import PERCENT, Amount, Answer, Moment, Named, Part, Period, Quantity, Relation, Said
from riskreg.domain.targets.verdicts import Verdict, judged, manual
from riskreg.domain.targets.words import BEGUN, content_words, plain, stem
from riskreg.domain.targets.writing import said

_STEP = re.compile(
    r"\b(?:invi[oa]|inviat\w|trasmission\w|trasmess\w|propost\w|presenta\w+|avvi[oa]\w*|predispo\w+|redatt\w|redazione|affid\w+|aggiudic\w+|prim[ao]|second[ao]|"
    r"nuov[oa] termine|termine|scadenza|poi|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|semestre|trimestre)\b(?! 20[0-9]{2})"
)
EARLY, LATE = 366, 3 * 366
"""Days by which a date is more likely a slip of the pen."""


def short(what: Said) -> str:
    text = said(what)
    return text if len(text) <= 60 else f"{text[:59]}…"


def differs(goal: Said, got: Said) -> Verdict:
    return manual(f"«{short(got)}» non risponde a «{short(goal)}» in modo che si possa confrontare")


def judge(wanted: Part, goal: Moment | Answer | Named, got: Part, about: About) -> Verdict:
    """Something to be done, against what is said to have been done."""
    noted = [each for note in got.notes for each in quantities_in(plain(note)) if each.unit == PERCENT and each.value != 100]
    if noted:
        return manual("il risultato ha una nota con una percentuale: va letta")
    if any(_STEP.search(plain(note)) for note in got.notes):
        return manual("il risultato ha una nota che nomina un altro passo")
    if isinstance(goal, Moment):
        return _until(goal, wanted.notes, _dated(got), about)
    given = got.said
    if isinstance(given, Amount) and given == Amount(Quantity(Decimal(100), PERCENT)) and not got.notes:
        given = Answer(True, "realizzato")  # "100 %" of it
    if isinstance(goal, Answer):
        return _answered(goal, given, about)
    return _done(goal, given, about)


def _words_of(answer: Answer) -> str:
    return " ".join(filter(None, (answer.verb, answer.thing)))


# --- By when ---------------------------------------------------------------------------------------------


def _dated(got: Part) -> Said:
    """A day in a note counts: "Sì (15/07/2025)"."""
    noted = [period for note in got.notes for period, _, _ in days_in(plain(note))]
    if isinstance(got.said, Answer) and got.said.is_yes and noted:
        return Moment(noted[0], None, _words_of(got.said), tuple(noted[1:]))
    return replace(got.said, others=(*got.said.others, *noted)) if isinstance(got.said, Moment) else got.said


def _until(goal: Moment, notes: tuple[str, ...], got: Said, about: About) -> Verdict:
    if goal.others or any(days_in(plain(note)) for note in notes):
        return manual("il target ha più date")
    if isinstance(got, Answer):
        return _until_answered(goal, got, about)
    if not isinstance(got, Moment) or (got.relation and (got.relation is not Relation.AT_MOST or got.period.last >= goal.period.last)):
        return differs(goal, got)
    if doubt := other_deed(goal.thing, got.thing, about):
        return manual(doubt)
    is_exact = about.direction is Direction.EQUAL and got.period.last != goal.period.last
    if goal.relation is None and (about.direction is Direction.INCREASE or is_exact):
        return manual(f"una data con la direzione «{about.direction.label if about.direction else ''}» va letta")
    periods = [got.period, *got.others]
    if about.year and any(period.last.year < about.year for period in periods):
        return manual("una data del risultato è di un anno prima")
    return _on_time(goal, periods)


def _on_time(goal: Moment, periods: list[Period]) -> Verdict:
    until, is_strict = goal.period.last, goal.relation is Relation.LESS
    if any((until - period.last).days >= EARLY or (period.first - until).days > LATE for period in periods):
        return manual("la data del risultato è lontana da quella del target")
    found = {_in_time(period, until, is_strict=is_strict) for period in periods}
    when, sign = ", ".join(write_period(period) for period in periods[:3]), "prima del" if is_strict else "entro il"
    if found == {True}:
        return judged(True, f"{when}, {sign} {write_date(until)}")
    if found == {False}:
        return judged(False, f"{when}, {'non prima' if is_strict else 'dopo'} del {write_date(until)}".replace("dopo del", "dopo il"))
    return manual(f"delle date del risultato ({when}) va detto quale conta rispetto al {write_date(until)}")


def _in_time(period: Period, until: date, *, is_strict: bool) -> bool | None:
    if period.last < until or (period.last == until and not is_strict):
        return True
    return False if period.first > until or (period.first == until and is_strict) else None


def _until_answered(goal: Moment, got: Answer, about: About) -> Verdict:
    until = write_date(goal.period.last)
    if not got.is_yes and about.year and goal.period.last.year > about.year:
        return manual(f"il termine è il {until}: il risultato può ancora cambiare")
    if doubt := _other_no(goal.thing, got, about) if not got.is_yes else other_deed(goal.thing, _words_of(got), about):
        return manual(doubt)
    if not got.is_yes:
        return judged(False, f"il risultato è no, era chiesto entro il {until}", Decimal(0))
    if got.in_time is not None:
        return judged(got.in_time, f"il risultato dice {'nei termini' if got.in_time else 'in ritardo'}, era chiesto entro il {until}")
    if not got.verb:
        return judged(True, f"il risultato è sì, era chiesto entro il {until}", Decimal(1))
    if about.year and goal.period.last == date(about.year, 12, 31) and goal.relation is not Relation.LESS:
        return judged(True, f"{got.verb} nell'anno, era chiesto entro il {until}", Decimal(1))
    return manual(f"il risultato non dice quando: era chiesto entro il {until}")


# --- Yes, no, done ---------------------------------------------------------------------------------------


def _answered(goal: Answer, got: Said, about: About) -> Verdict:
    is_no = isinstance(got, Answer) and not got.is_yes
    if not goal.is_yes:
        if goal.verb or not isinstance(got, Answer) or got.verb or got.thing:
            return differs(goal, got)
        return judged(is_no, f"il risultato è {'no, come' if is_no else 'sì, no'} chiedeva il target", Decimal(int(is_no)))
    if isinstance(got, Answer) and got.in_time is False:
        return differs(goal, got)
    if is_no and isinstance(got, Answer):
        if doubt := _other_no(goal.thing, got, about):
            return manual(doubt)
        return judged(False, "il risultato è no, il target sì", Decimal(0))
    if not isinstance(got, (Answer, Moment)) or (isinstance(got, Moment) and not _within_year(got, about)):
        return differs(goal, got)
    told = got.thing if isinstance(got, Moment) else _words_of(got)
    is_plain = isinstance(got, Answer) and not (got.verb or goal.verb or goal.thing or about.is_described)  # "Sì, attivato il servizio"
    doubt = "" if is_plain else _other_answer(goal, told) if goal.verb else other_deed(goal.thing, told, about)
    return manual(doubt) if doubt else judged(True, _said_done(got), Decimal(1))


def _other_answer(goal: Answer, told: str) -> str:
    """ "Piano approvato": the same verb, and nothing else named."""
    words = told.split()
    asked, given = verb_of(goal.verb), {verb_of(word) for word in words if VERB.fullmatch(word)}
    things = {stem(word) for word in content_words(goal.thing)}
    named = {stem(word) for word in words if not VERB.fullmatch(word) and word not in NOT_A_THING and len(word) > 2}
    is_begun = any(BEGUN.match(verb) for verb in given) and not BEGUN.match(asked)
    if is_begun or (given and "" not in given and asked not in given) or (things and named and not things & named):
        return "il risultato non dice sì a quello che chiedeva il target"
    return ""


def _other_no(wanted: str, got: Answer, about: About) -> str:
    """ "Regolamento non approvato" says no to the approval of the regulation, and to nothing else."""
    return other_deed(wanted, _words_of(got), about) if got.verb else ""


def _said_done(got: Answer | Moment) -> str:
    if isinstance(got, Answer):
        return f"il risultato è «{got.verb}»" if got.verb else "il risultato è sì"
    return f"fatto il {write_period(got.period)}" if got.period.first == got.period.last else f"fatto {write_period(got.period)}"


def _within_year(got: Moment, about: About) -> bool:
    periods = (got.period, *got.others)
    return got.relation is None and all(period.last.year == about.year for period in periods)


def _done(goal: Named, got: Said, about: About) -> Verdict:
    if isinstance(got, Named):
        return (
            judged(True, "il risultato ripete il target", Decimal(1))
            if fold(got.text) == fold(goal.text) and " " in goal.text
            else differs(goal, got)
        )
    if isinstance(got, Answer) and got.in_time is False:
        return differs(goal, got)
    if isinstance(got, Answer) and not got.is_yes:
        if doubt := _other_no(goal.text, got, about):
            return manual(doubt)
        return judged(False, f"«{short(goal)}», il risultato è no", Decimal(0))
    if not isinstance(got, (Answer, Moment)) or (isinstance(got, Moment) and not _within_year(got, about)):
        return differs(goal, got)
    doubt = other_deed(goal.text, got.thing if isinstance(got, Moment) else _words_of(got), about)
    return manual(doubt) if doubt else judged(True, f"«{short(goal)}», {_said_done(got)}", Decimal(1))
