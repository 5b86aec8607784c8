"""Why a person must read a pair, whatever its two texts say: what a note beside them changes, or a condition."""

import re
from dataclasses import replace

from riskreg.domain.targets.directions import About
from riskreg.domain.targets.doing import short
from riskreg.domain.targets.figures import year_like
from riskreg.domain.targets.quantities import quantities_in
from riskreg.domain.targets.shapes import PERCENT, Amount, Between, Nothing, Part, Unclear
from riskreg.domain.targets.words import ACTION, PARTLY, is_nothing, plain

_IF = re.compile(
    r"±|\b(?:circa|indicativ\w*|rimodul\w*|modific\w*|rivist\w*|ex|target|obiettivo|propost\w*|provvisor\w*|condizion\w*|subordinat\w*|previ[oa]|tolleranza|da \w+[aei]re|alternativa|oppure|se|qualora|salvo|tranne|eccetto|entro|fino|oltre|almeno|minimo|massimo|min|max)\b|[≥≤<>]"
)
_SCALED = re.compile(r"€|\b(?:migliaia|mila|milion[ei]|mln|mld|euro|k|per mille|ogni)\b")
SCALE = re.compile(r"^(?:su |in )?(?:una )?scala\b|^su [0-9]{1,3}$")
_BESIDE = re.compile(rf"(?:^|[ ,])(?:e|ed|con|piu|nonche)\s(?:la |il |lo |i |le |l'|un |una )?{ACTION.pattern}")
SAYS = re.compile(r"(?:target |obiettivo |valore )?(?P<no>non )?(?:raggiunto|superato|conseguito|centrato)")
_BASELINE = re.compile(
    r"(?:baseline|valore (?:di partenza|iniziale|base|attuale|20[0-9]{2})|dato (?:di partenza|iniziale|20[0-9]{2})|partenza)\b.*"
)
_UNUSUAL = re.compile(
    r"\b(?:campion\w*|ultim[oi] dat[oi]|medi[ao]|rimodulat\w*|rivist\w*|modificat\w*|variat[oaie]|target|proxy|indicativ\w*|simula\w*)\b"
)
_IN_THE_YEAR = re.compile(
    r"\b(?:semestr\w+|trimestr\w+|quadrimestr\w+|bimestr\w+|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre)\b"
)
_AT_THE_END = re.compile(
    r"(?:(?:dat[oi]|valor[ei]|risultat[oi]|rilevazione|rilevat[oaie]|aggiornat[oaie])(?: aggiornat[oaie]| rilevat[oaie])? )?al 31[./ ](?:12|dicembre)[./ ](20[0-9]{2})"
)
AGAINST_YEAR = re.compile(r"([><=≥≤]) ?(?:al |del )?(20[0-9]{2})")


def told_apart(goal: Part, got: Part, about: About) -> tuple[Part, Part]:
    """Both without the notes that say what is understood anyway: "(dato al 31/12/2024)" of a result of 2024, the baseline of a bound."""
    got = replace(got, notes=tuple(note for note in got.notes if not _is_of_the_end(note, about)))
    if isinstance(goal.said, Amount) and (goal.said.relation or about.direction):  # without them the year before may say which way
        goal = replace(goal, notes=tuple(note for note in goal.notes if not _BASELINE.fullmatch(plain(note))))
    return goal, got


def doubt_about(goal: Part, got: Part, about: About) -> str:
    """The first reason for which a person must read it; nothing if there is none."""
    return _unread(goal, got) or _of_result(got, about) or _of_scales(goal, got) or _of_target(goal, about)


def _unread(goal: Part, got: Part) -> str:
    for part, name in ((goal, "il target"), (got, "il risultato")):
        if isinstance(part.said, Nothing):
            return f"{name} manca"
        if isinstance(part.said, Unclear):
            return f"{name} «{short(part.said)}» non si legge da solo"
    return ""


def _of_result(got: Part, about: About) -> str:
    notes = [plain(note) for note in got.notes]
    if any(is_nothing(note) and note for note in notes):
        return "il risultato ha una nota che va letta"
    if any(PARTLY.search(note) or _UNUSUAL.search(note) for note in notes if not SAYS.fullmatch(note)):
        return "il risultato ha una nota che va letta"
    if any(_is_another_year(note, about) for note in notes):
        return "una nota nomina un altro anno"
    if isinstance(got.said, (Amount, Between)) and any(_IN_THE_YEAR.search(note) for note in notes):
        return "una nota nomina una parte dell'anno"
    return ""


def _of_scales(goal: Part, got: Part) -> str:
    scales = [{plain(note) for note in part.notes if SCALE.search(plain(note))} for part in (goal, got)]
    tops = [each.value for note in scales[0] for each in quantities_in(note.replace("-", " "))]
    is_beyond = bool(tops) and isinstance(got.said, Amount) and got.said.quantity.value > max(tops)
    if (all(scales) and scales[0] != scales[1]) or is_beyond:
        return "target e risultato sono su scale diverse"
    return "una nota dice in che unità sono gli importi" if any(_is_scaled(part) for part in (goal, got)) else ""


def _of_target(goal: Part, about: About) -> str:
    if any(_is_another_year(note, about) for note in goal.notes if note.isdigit()):
        return "una nota nomina un altro anno"
    if any(_IF.search(plain(note)) for note in goal.notes):
        return "il target ha una nota che va letta"
    if isinstance(goal.said, Amount) and _BESIDE.search(plain(goal.said.thing)):
        return "il target chiede anche altro"
    is_past = isinstance(goal.said, Amount) and goal.said.by and about.year and goal.said.by.last.year < about.year
    return "il target è di un altro anno" if is_past else ""


def _is_of_the_end(note: str, about: About) -> bool:
    """ "(dato al 31/12/2024)" says of a result of 2024 what is understood anyway."""
    found = _AT_THE_END.fullmatch(plain(note))
    return found is not None and about.year is not None and int(found[1]) == about.year


def _is_scaled(part: Part) -> bool:
    """ "100 (migliaia di euro)"."""
    is_bare = isinstance(part.said, Amount) and not part.said.quantity.scale and part.said.quantity.unit != PERCENT
    return is_bare and any(_SCALED.search(plain(note)) for note in part.notes)


def _is_another_year(note: str, about: About) -> bool:
    """ "85 % (2024)" is of 2024. A note with other numbers is read for them."""
    numbers = [each.value for each in quantities_in(plain(note))]
    is_comparison = AGAINST_YEAR.fullmatch(plain(note)) is not None
    return bool(numbers) and not is_comparison and all(year_like(each) for each in numbers) and about.year not in numbers
