"""People read Italian: labels of columns, tags, permissions, and whatever a form says by itself."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import wtforms

from riskreg import models_index
from riskreg.audit.tag_labels import LABELS
from riskreg.audit.tags import Tag
from riskreg.audit.tracing import traced_columns
from riskreg.core.base import Base
from riskreg.domain.roles import ROLE_DUTIES, ROLE_LABELS, Role
from riskreg.web.lists import FEMININE, everything
from tests.house.rights import fills_in
from tests.house.sources import python_files
from tests.house.world import OWN, World, rules
from tests.page import Page

TRACED = sorted((mapper for mapper in Base.registry.mappers if mapper.class_.__traced__), key=lambda mapper: mapper.local_table.name)
TAKES_NOTHING = {
    "notifications.choose",
    "people.security",
    "people.sign_out_everywhere",
    "methodology.edit_crossing",
    "methodology.edit_treating",
}
"""Where choosing nothing is a choice, or waits for another day; and where only a yes is asked."""

GARBAGE = ("", "x" * 5000, "\N{CURRENCY SIGN} 31/02/2026", "9" * 40, "-1")
WRITES_ENGLISH = re.compile(r"\b(?:the|this|that|must|not a valid|invalid|required|field|choice|error|please|cannot)\b", re.IGNORECASE)


@pytest.mark.parametrize("mapper", TRACED, ids=lambda mapper: mapper.local_table.name)
def test_every_traced_column_has_a_label_for_the_history(mapper):
    bare = [key for key, info in traced_columns(mapper) if not str(info.get("label", "")).strip()]
    assert not bare, f"info={{'label': …}} is missing on {bare}"
    assert hasattr(mapper.class_, "title"), "the history calls rows by their title"


def test_every_model_is_in_the_index():
    tables = {re.search(r'__tablename__ = "(\w+)"', block)[1] for path in python_files() for block in tables_in(path)}
    assert tables == Base.metadata.tables.keys(), models_index.__doc__


def tables_in(path: Path) -> list[str]:
    return re.findall(r'^    __tablename__ = ".*"', path.read_text(), re.MULTILINE)


@pytest.mark.parametrize("tag", Tag)
def test_every_tag_has_a_label_and_somebody_who_writes_it(tag):
    assert LABELS[tag].strip()
    assert re.fullmatch(r"[a-z]+:[a-z]+:[a-z]+", tag.value), "noun:part:past_participle"
    assert tag.name in recorded(), "nobody records it"


@cache
def recorded() -> frozenset[str]:
    """The tags that are named anywhere but where they are listed."""
    texts = [path.read_text() for path in python_files() if path.name != "tags.py"]
    return frozenset(name for text in texts for name in re.findall(r"\bTag\.([A-Z_]+)\b", text))


MASCULINE = ("A che punto è", "Che cosa", "Chi firma", "Da chi", "Esito", "Fattore", "Foglio", "Giudizio", "Indicatore", "Lavoro", "Mese", "Obbligo", "Obiettivo", "Passaggio", "Responsabile", "Responsabili", "Richiesto", "Risultato", "Ruolo", "Seguito", "Stato", "Target", "Tempi", "Tipo", "Tocca a")  # fmt: skip
ALWAYS_CHOSEN = ("Anno", "Primo anno")


def labels_of_filters() -> list[str]:
    calls = [node for path in python_files() for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("Filter", "Sieve")]
    chosen = [call for call in made if "choices" in {one.arg for one in call.keywords}]
    return sorted({str(call.args[1].value) for call in chosen if isinstance(call.args[1], ast.Constant)})


@pytest.mark.parametrize("label", labels_of_filters())
def test_what_a_filter_offers_first_agrees_with_what_it_filters_by(label):
    """A new label is written in one of the lists: «Famiglia: Tutti» is no Italian."""
    said = [words for words in (MASCULINE, FEMININE, ALWAYS_CHOSEN) if f"{label} ".startswith(tuple(f"{word} " for word in words))]
    assert len(said) == 1
    assert everything(label) == ("", "Tutte" if said == [FEMININE] else "Tutti")


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_name_and_a_duty_for_people(role):
    assert ROLE_LABELS[role].strip()
    assert ROLE_DUTIES[role].strip()


@pytest.fixture(scope="module")
def fresh(world: World) -> dict[str, tuple[str, str, dict[str, object]]]:
    """Every form of the house, by its route: who fills it in, where it stands, and what it sends as it is."""
    found = {}
    for rule in rules(world.app).values():
        if {"GET", "POST"} <= (rule.methods or set()):
            who = fills_in(rule.endpoint)
            path = world.path(rule, who, OWN)
            with world.undone():
                found[rule.endpoint] = (who, path, Page(world.ask(who, "GET", path)).form())
    return found


@pytest.mark.parametrize("garbage", GARBAGE, ids=["nothing", "too much", "no date", "no number", "negative"])
def test_no_form_answers_in_english(world: World, fresh, garbage):
    """Sent empty and sent full of nonsense."""
    assert len(fresh) > 15
    for endpoint, (who, path, form) in fresh.items():
        typed = {name: garbage for name in form if name not in ("csrf_token", "version")}
        with world.undone():
            answer = Page(world.ask(who, "POST", path, typed))
        assert answer.status in (302, 410, 422), f"{path}: {answer.status} {answer.h1}"
        assert answer.status in (410, 422) or not typed or garbage or endpoint in TAKES_NOTHING, f"{path}: an empty form was taken"
        said = [*answer.summary, *answer.errors.values()]
        assert all(said), path
        english = [sentence for sentence in said if WRITES_ENGLISH.search(sentence) or any(known in sentence for known in defaults())]
        assert not english, path


@cache
def defaults() -> list[str]:
    """What WTForms says when nobody tells it better, up to the first hole."""
    folder = Path(wtforms.__file__).parent
    text = "".join(path.read_text() for path in (*folder.glob("*.py"), *folder.glob("fields/*.py"), *folder.glob("csrf/*.py")))
    sentences = re.findall(r"gettext\(\s*\"([^\"%]{8,})", text) + re.findall(r"message = .*?gettext\(\s*\"([^\"%]{8,})", text)
    assert len(sentences) > 10
    return sentences
