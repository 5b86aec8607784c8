"""The documents are complete: rooms, settings, make targets, commands, versions, links."""

import re
from collections.abc import Iterator

import click
import pytest

from riskreg import __version__
from riskreg.cli import riskreg as command_line
from tests.house.sources import DOCS, PACKAGE, ROOT, python_files

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def read(*names: str) -> str:
    return "\n".join((ROOT / name).read_text() for name in names)


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("room", rooms())
def test_the_map_names_every_room(room):
    assert f"riskreg/{room}/" in read("docs/architecture.md")


@pytest.mark.parametrize("room", rooms())
def test_a_package_says_in_one_line_what_it_is_for(room):
    first = (PACKAGE / room / "__init__.py").read_text().splitlines()[0]
    assert re.fullmatch(r'"""[A-Z/].{10,}\."""', first), first


def settings() -> list[str]:
    """Every name that somebody reads from the environment."""
    found = set()
    for path in python_files():
        text = path.read_text()
        found |= set(re.findall(r"env(?:iron)?(?:\.get\(|\[)\"([A-Z_]+)\"", text)) | set(re.findall(r"\b(RISKREG_[A-Z_]+)\b", text))
    return sorted(found)


def test_the_settings_are_found_where_they_are_read():
    assert {"RISKREG_ENV", "RISKREG_VAR", "DATABASE_URL", "PORT", "HOST"} <= set(settings())


@pytest.mark.parametrize("name", settings())
def test_every_setting_is_explained(name):
    rows = [line for line in read("README.md").splitlines() if line.startswith("|")]
    assert any(f"`{name}`" in row for row in rows), f"a row for {name} in the table of README.md"


def targets() -> list[tuple[str, str]]:
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony
    lines = {line.split(":")[0]: line for line in read("Makefile").splitlines() if re.match(r"[a-z]+:", line)}
    return [(name, lines.get(name, "")) for name in phony[1].split()]


@pytest.mark.parametrize(("name", "line"), targets(), ids=[name for name, _ in targets()])
def test_make_help_explains_every_target(name, line):
    assert re.search(r"## \S.{10,}", line), f"{name} has no explanation"


def test_every_target_is_declared():
    lines = re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)
    assert sorted(lines) == sorted(name for name, _ in targets())


def commands(group: click.Group = command_line, above: str = "riskreg") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_is_documented_and_explains_itself(name, command):
    assert name in read("README.md"), f"an example of `{name}` in README.md"
    assert command.help, "its docstring is what --help prints"
    silent = [parameter.name for parameter in command.params if isinstance(parameter, click.Option) and not parameter.help]
    assert not silent, f"options without a help text: {silent}"


def test_the_changelog_has_a_section_for_this_version():
    assert f"## [{__version__}]" in read("CHANGELOG.md")


def pages() -> list[str]:
    return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(path.relative_to(ROOT).as_posix() for path in sorted(DOCS.rglob("*.md")))]


@pytest.mark.parametrize("page", pages())
def test_every_link_between_documents_leads_somewhere(page):
    dead = [link for link in LINK.findall(read(page)) if "://" not in link and not (ROOT / page).parent.joinpath(link).exists()]
    assert not dead


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_was_faced_chosen_and_paid(page):
    text = page.read_text()
    assert re.match(rf"# {int(page.stem[:4])}\. \S", text)
    assert [head for head in ("**Situation.**", "**Decision.**", "**What it costs.**") if head not in text] == []


def test_the_map_of_the_documents_names_them_all():
    listed = read("docs/README.md")
    shown = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"README.md"}
    missing = [name for name in shown if name not in listed and f"{name.split('/')[0]}/)" not in listed]
    assert not missing


def test_the_screenshot_of_the_readme_is_a_picture():
    image = re.search(r"!\[([^\]]{20,})\]\((\S+\.png)\)", read("README.md"))
    assert image, "a picture with words for whoever cannot see it"
    assert (ROOT / image[2]).read_bytes().startswith(b"\x89PNG")
