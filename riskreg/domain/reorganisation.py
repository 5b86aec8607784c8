"""A reorganisation as a list of lines, one unit each: what becomes of it. Lines of one merger, or of one split, make one step.

The list may be written on the page, pasted from a worksheet or read from a file: the columns are the same, in any order.

| tipo | codice | nuovo codice | nuova denominazione | sotto | erede | tipo unità |
|---|---|---|---|---|---|---|
| accorpa | the unit that ends | the one that remains or is born | if it is born | if it is born | | |
| dividi | the unit that ends | one of those that are born | its name | | sì on the one that inherits | |
| sposta | the unit | | | the structure above | | |
| rinomina | the unit | | its new name | | | |
| chiudi | the unit | | | | who takes over; empty: the structure above | |
| istituisci | | the code | the name | the structure above | | area, uo, … |
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from riskreg.domain.codes import fold_code
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, join_words, tidy
from riskreg.domain.vocabulary import UnitKind


class StepKind(StrEnum):
    OPEN = "open"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"

    @property
    def label(self) -> str:
        return STEP_LABELS[self]

    @property
    def ends_units(self) -> bool:
        return self in (StepKind.MERGE, StepKind.SPLIT, StepKind.CLOSE)


STEP_LABELS: Mapping[str, str] = {
    "merge": "Accorpa",
    "split": "Dividi",
    "move": "Sposta",
    "rename": "Rinomina",
    "close": "Chiudi",
    "open": "Istituisci",
}


class State(StrEnum):
    """`bozza → pronta → applicata`; annullata from either of the first two."""

    DRAFT = "draft"
    READY = "ready"
    APPLIED = "applied"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]

    @property
    def is_over(self) -> bool:
        return self in (State.APPLIED, State.CANCELLED)


STATE_LABELS: Mapping[str, str] = {"draft": "Bozza", "ready": "Pronta", "applied": "Applicata", "cancelled": "Annullata"}


class Fate(StrEnum):
    """What becomes of a role, or of a thing, of a unit that ends."""

    PASSES = "passes"
    ENDS = "ends"

    @property
    def label(self) -> str:
        return {"passes": "passa", "ends": "finisce"}[self]


@dataclass(frozen=True)
class Line:
    """One line of the list, as people write it: units by their codes."""

    kind: StepKind
    code: str = ""
    new_code: str = ""
    new_name: str = ""
    under: str = ""
    heir: str = ""
    unit_kind: str = ""

    @property
    def is_heir(self) -> bool:
        """Of a split: this one inherits. Written "sì", or with the code itself."""
        return bool(self.heir) and (fold(self.heir) in ("si", "x") or fold_code(self.heir) == fold_code(self.new_code))


Called = Callable[[str], str]
"""How a unit is called, from its code."""


@dataclass(frozen=True)
class Step:
    """What happens at once: a merger of several, a split into several, or one line. `places` are its lines in the list."""

    kind: StepKind
    lines: tuple[Line, ...]
    places: tuple[int, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The units that are there already and that the step is about."""
        return tuple(dict.fromkeys(line.code for line in self.lines if line.code))

    @property
    def said(self) -> str:
        """The step in a sentence, units by their codes.

        >>> Step(StepKind.MOVE, (Line(StepKind.MOVE, "A4.4", under="A3"),), (0,)).said
        'Sposta A4.4 sotto A3'
        """
        return self.told(str)

    def told(self, called: Called) -> str:
        """The step in a sentence; `called` says a unit by its code.

        >>> Step(StepKind.MOVE, (Line(StepKind.MOVE, "A4.4", under="A3"),), (0,)).told(lambda code: f"{code} UO {code}")
        'Sposta A4.4 UO A4.4 sotto A3 UO A3'
        """
        first, who = self.lines[0], join_words([called(code) for code in self.codes])
        match self.kind:
            case StepKind.OPEN:
                return f"Istituisci {first.new_code} {first.new_name} sotto {called(first.under)}"
            case StepKind.RENAME:
                return f"Rinomina {who} in «{first.new_name}»"
            case StepKind.MOVE:
                return f"Sposta {who} sotto {called(first.under)}"
            case StepKind.MERGE:
                return f"Accorpa {who} in {f'{first.new_code} {self.new_name}' if self.new_name else called(first.new_code)}"
            case StepKind.SPLIT:
                parts = [f"{line.new_code} {line.new_name}{' (eredita)' if line.is_heir else ''}" for line in self.lines]
                return f"Dividi {who} in {join_words(parts)}"
            case StepKind.CLOSE:
                return f"Chiudi {who}; subentra {called(first.heir) if first.heir else 'la struttura superiore'}"

    @property
    def new_name(self) -> str:
        """Any line of a merger may say how the unit that is born is called."""
        return next((line.new_name for line in self.lines if line.new_name), "")

    @property
    def under(self) -> str:
        return next((line.under for line in self.lines if line.under), "")

    @property
    def unit_kind(self) -> str:
        return next((line.unit_kind for line in self.lines if line.unit_kind), "")


def steps(lines: Sequence[Line]) -> list[Step]:
    """Lines of the same merger (the same unit remains) and of the same split (the same unit ends) go together, where the
    first of them stands.

    >>> a, b = (Line(StepKind.MERGE, code, "A9", "Area unica") for code in ("A1", "A2"))
    >>> [step.codes for step in steps([a, Line(StepKind.MOVE, "A3.1", under="A9"), b])]
    [('A1', 'A2'), ('A3.1',)]
    """
    together: dict[tuple[object, ...], list[int]] = {}
    for place, line in enumerate(lines):
        together.setdefault(_group(place, line), []).append(place)
    return [Step(lines[places[0]].kind, tuple(lines[place] for place in places), tuple(places)) for places in together.values()]


def _group(place: int, line: Line) -> tuple[object, ...]:
    if line.kind is StepKind.MERGE:
        return line.kind, fold_code(line.new_code)
    if line.kind is StepKind.SPLIT:
        return line.kind, fold_code(line.code)
    return line.kind, place


ASKED: Mapping[StepKind, tuple[tuple[str, str], ...]] = {
    StepKind.OPEN: (
        ("new_code", "Scrivi il codice della nuova unità."),
        ("new_name", "Scrivi la denominazione della nuova unità."),
        ("under", "Indica sotto quale struttura nasce."),
    ),
    StepKind.RENAME: (("code", "Indica l'unità che cambia denominazione."), ("new_name", "Scrivi la nuova denominazione.")),
    StepKind.MOVE: (("code", "Indica l'unità che si sposta."), ("under", "Indica sotto quale struttura va.")),
    StepKind.MERGE: (
        ("code", "Indica l'unità che si accorpa."),
        ("new_code", "Scrivi il codice dell'unità che resta, oppure di quella che nasce."),
    ),
    StepKind.SPLIT: (
        ("code", "Indica l'unità che si divide."),
        ("new_code", "Scrivi il codice di una delle unità che nascono."),
        ("new_name", "Scrivi la denominazione dell'unità che nasce."),
    ),
    StepKind.CLOSE: (("code", "Indica l'unità che chiude."),),
}
SPOKEN = {
    StepKind.OPEN: {"new_code", "new_name", "under", "unit_kind"},
    StepKind.RENAME: {"code", "new_name"},
    StepKind.MOVE: {"code", "under"},
    StepKind.MERGE: {"code", "new_code", "new_name", "under", "unit_kind"},
    StepKind.SPLIT: {"code", "new_code", "new_name", "under", "heir"},
    StepKind.CLOSE: {"code", "heir"},
}
LONGEST = {"code": 40, "new_code": 40, "new_name": 300, "under": 40, "heir": 40}


def checked(line: Line) -> Line:
    """The line, tidied, if it says what its kind needs and nothing that its kind cannot mean."""
    tidied = _tidied(line)
    for name, sentence in faults(tidied):
        raise RuleBroken(sentence, name)
    return tidied


def _tidied(line: Line) -> Line:
    return Line(line.kind, **{one.name: tidy(getattr(line, one.name)) for one in fields(Line) if one.name != "kind"})


def faults(line: Line) -> list[tuple[str, str]]:
    """All that is wrong with a line by itself: the field, and the sentence."""
    found = [(name, sentence) for name, sentence in ASKED[line.kind] if not getattr(line, name)]
    for name, longest in LONGEST.items():
        text = getattr(line, name)
        if len(text) > longest:
            found.append((name, f"Il testo è troppo lungo: usa al massimo {longest} caratteri."))
        elif text and name not in SPOKEN[line.kind]:
            found.append((name, f"In una riga «{line.kind.label.lower()}» la colonna «{HEADS[name]}» resta vuota."))
    if line.unit_kind and line.unit_kind not in UNIT_KINDS.values():
        found.append(("unit_kind", f"Scrivi il tipo di unità come {join_words(list(UNIT_KINDS))}."))
    return found


def check_step(step: Step) -> None:
    """What only the whole step can tell."""
    if step.kind is StepKind.SPLIT:
        if len(step.lines) < 2:
            raise RuleBroken(f"Per dividere {step.codes[0]} servono almeno due righe: una per ciascuna unità che nasce.")
        if sum(line.is_heir for line in step.lines) != 1:
            raise RuleBroken(f"Scrivi «sì» nella colonna «erede» di una sola delle unità che nascono da {step.codes[0]}.", "heir")


@dataclass(frozen=True)
class Ending:
    """A unit that a step ends, and the codes of those that come after it; none named: the structure above. `heir` is the place
    of the one that inherits."""

    code: str
    successors: tuple[str, ...]
    heir: int | None


def endings(found: Iterable[Step]) -> list[Ending]:
    """Every unit that ends, in the order of the steps.

    >>> [ending.successors for ending in endings(steps([Line(StepKind.CLOSE, "A1.8", heir="A1.5")]))]
    [('A1.5',)]
    """
    ends: list[Ending] = []
    for step in found:
        if step.kind is StepKind.MERGE:
            target = step.lines[0].new_code
            ends += [Ending(code, (target,), 0) for code in step.codes if fold_code(code) != fold_code(target)]
        elif step.kind is StepKind.SPLIT:
            heir = next((place for place, line in enumerate(step.lines) if line.is_heir), None)
            ends.append(Ending(step.codes[0], tuple(line.new_code for line in step.lines), heir))
        elif step.kind is StepKind.CLOSE:
            heir_code = step.lines[0].heir
            ends.append(Ending(step.codes[0], (heir_code,) if heir_code else (), 0 if heir_code else None))
    return ends


def touched(lines: Iterable[Line]) -> set[str]:
    """Codes of all that is named; which of them exist already, the chart knows."""
    return {code for line in lines for code in (line.code, line.new_code, line.under, "" if line.is_heir else line.heir) if code}


# From a list


HEADS: Mapping[str, str] = {
    "kind": "tipo",
    "code": "codice",
    "new_code": "nuovo codice",
    "new_name": "nuova denominazione",
    "under": "sotto",
    "heir": "erede",
    "unit_kind": "tipo unità",
}
WORDS: Mapping[str, StepKind] = {
    "accorpa": StepKind.MERGE, "accorpamento": StepKind.MERGE, "dividi": StepKind.SPLIT, "divisione": StepKind.SPLIT,
    "sposta": StepKind.MOVE, "spostamento": StepKind.MOVE, "rinomina": StepKind.RENAME, "ridenominazione": StepKind.RENAME,
    "chiudi": StepKind.CLOSE, "chiusura": StepKind.CLOSE, "istituisci": StepKind.OPEN, "istituzione": StepKind.OPEN,
}  # fmt: skip
UNIT_KINDS: Mapping[str, str] = {
    "area": UnitKind.AREA.value,
    "uo": UnitKind.UNIT.value,
    "azienda speciale": UnitKind.SPECIAL_AGENCY.value,
    "esterno": UnitKind.OUTSIDE.value,
}
MOST_LINES = 500


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row, and where: as the list counts, its heads are row 1."""

    row: int
    column: str
    sentence: str

    @property
    def said(self) -> str:
        return f"Riga {self.row}, colonna «{self.column}»: {self.sentence}" if self.column else f"Riga {self.row}: {self.sentence}"


@dataclass(frozen=True)
class ListRow:
    """A row of a list: what its cells say, the line they make if it is one, and what is wrong with it by itself."""

    number: int
    cells: Mapping[str, str]
    line: Line | None
    faults: tuple[tuple[str, str], ...] = ()

    def error(self, name: str, sentence: str) -> RowError:
        return RowError(self.number, HEADS.get(name, ""), sentence)

    @property
    def errors(self) -> list[RowError]:
        return [self.error(name, sentence) for name, sentence in self.faults]


def read_rows(rows: Iterable[Sequence[str]]) -> tuple[list[Line], list[RowError]]:
    """The lines of a list whose first row are the heads, and all that is wrong with it at once."""
    found, wrong = read_list(rows)
    return [row.line for row in found if row.line is not None and not row.faults], [
        *wrong,
        *(error for row in found for error in row.errors),
    ]


def read_list(rows: Iterable[Sequence[str]]) -> tuple[list[ListRow], list[RowError]]:
    """Every row under the heads, right or wrong; the errors are those that leave nothing to read."""
    numbered = [(number, [str(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    numbered = [(number, row) for number, row in numbered if any(cell.strip() for cell in row)]
    if not numbered:
        return [], [RowError(1, "", "L'elenco è vuoto: nella prima riga scrivi i nomi delle colonne.")]
    (head_row, heads), body = numbered[0], numbered[1:]
    columns, wrong = _columns(head_row, heads)
    if wrong:
        return [], wrong
    if not body:
        return [], [RowError(head_row, "", "Sotto i nomi delle colonne non c'è nessuna riga.")]
    if len(body) > MOST_LINES:
        return [], [RowError(body[MOST_LINES][0], "", f"L'elenco è troppo lungo: al massimo {MOST_LINES} righe.")]
    return [
        _row(number, {name: tidy(row[place]) if place < len(row) else "" for name, place in columns.items()}) for number, row in body
    ], []


def _row(number: int, cells: Mapping[str, str]) -> ListRow:
    kind = WORDS.get(fold(cells["kind"]))
    if kind is None:
        return ListRow(number, cells, None, (("kind", "Scrivi accorpa, dividi, sposta, rinomina, chiudi o istituisci."),))
    rest = {name: text for name, text in cells.items() if name not in ("kind", "unit_kind")}
    written = cells.get("unit_kind", "")
    line = Line(kind, unit_kind=UNIT_KINDS.get(fold(written), written), **rest)
    return ListRow(number, cells, line, tuple(faults(line)))


def _columns(row: int, heads: Sequence[str]) -> tuple[dict[str, int], list[RowError]]:
    by_head = {fold(label): name for name, label in HEADS.items()}
    columns: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = by_head.get(fold(head))
        if name is None and head.strip():
            return {}, [RowError(row, head.strip()[:40], f"Colonna sconosciuta. Le colonne sono: {', '.join(HEADS.values())}.")]
        if name in columns:
            return {}, [RowError(row, head.strip(), "C'è due volte: tienine una.")]
        if name is not None:
            columns[name] = place
    if "kind" not in columns:
        return {}, [RowError(row, "tipo", f"Manca. Le colonne sono: {', '.join(HEADS.values())}.")]
    return columns, []
