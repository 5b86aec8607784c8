"""Every template is drawn by somebody, every template that somebody names is there, every macro is called."""

import re

import pytest

from tests.house.sources import TEMPLATES, python_files, template_files

NAMED = re.compile(r"[\"']((?:[a-z_]+/)*[a-z0-9_]+\.(?:html|txt))[\"']")
ERROR_PAGES = re.compile(r"errors/\d{3}\.html")
MACRO = re.compile(r"{%-? macro (\w+)\(")


def names() -> list[str]:
    return [path.relative_to(TEMPLATES).as_posix() for path in template_files()]


def sources() -> dict[str, str]:
    """Every text that may name a template, without its comments."""
    found = {str(path): path.read_text() for path in python_files()}
    for name in names():
        found[name] = re.sub(r"{#.*?#}", "", (TEMPLATES / name).read_text(), flags=re.DOTALL)
    return found


def named() -> set[str]:
    from riskreg.web.error_pages import PAGES

    drawn_by_code = {f"errors/{code}.html" for code in PAGES}
    return {found for name, text in sources().items() for found in NAMED.findall(text) if found != name} | drawn_by_code


def test_every_template_is_used():
    unused = sorted(set(names()) - named())
    assert not unused, f"no view and no template names: {', '.join(unused)}"


def test_every_template_that_is_named_exists():
    """An error page that shares another's template needs none of its own: error_pages.NEAREST."""
    from riskreg.web.error_pages import NEAREST

    missing = sorted(named() - set(names()) - {f"errors/{code}.html" for code in NEAREST})
    assert not missing, f"named and not there: {', '.join(missing)}"


def test_every_template_compiles(shared_app):
    for name in names():
        shared_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", [name for name in names() if MACRO.search((TEMPLATES / name).read_text())])
def test_every_macro_is_called(name):
    texts = sources()
    for macro in MACRO.findall(texts[name]):
        inside = len(re.findall(rf"\b{macro}\b", texts[name]))
        outside = sum(len(re.findall(rf"\b{macro}\b", text)) for other, text in texts.items() if other != name and other.endswith(".html"))
        used_inside = inside > 1 + len(re.findall(rf"end{macro}\b", texts[name]))
        assert outside or used_inside, f"{macro}() of {name} is called by nobody"


def test_no_template_styles_or_scripts_inline():
    """The policy refuses them, so they would do nothing in a browser. A letter is no page of ours: mail programs fetch nothing,
    so what little look it has stands in its head."""
    wrong = [
        name
        for name, text in sources().items()
        if name in set(names()) and not name.startswith("emails/") and re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=\"", text)
    ]
    assert not wrong
