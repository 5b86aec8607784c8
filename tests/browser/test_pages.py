"""Every page, in each of its states, at 1280 and 360 px: nothing that axe objects to, nothing from outside, nothing broken."""

import pytest

from tests.browser.states import STATES, State


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_is_well_made(pages_of, site, state: State):
    watched = pages_of(state.who)
    path = state.path(site)
    watched.open(path)
    if state.act:
        state.act(watched.page, site)
    assert watched.status == state.status, f"{path}: {watched.status} {watched.page.title()}"
    assert not watched.problems(), "\n".join([path, *watched.problems()])


def test_the_watch_sees_what_is_wrong(pages_of, site):
    """Every kind of fault, planted in a page that is well: a check that finds nothing in a bad page proves nothing."""
    watched = pages_of(None)
    watched.open("/entra")
    assert not watched.problems()
    watched.page.evaluate("""() => {
      const add = (tag, more) => document.querySelector('main').append(Object.assign(document.createElement(tag), more))
      add('img', {src: 'http://altrove.example/pixel.gif'})
      add('h1', {textContent: 'Due titoli'})
      add('p', {id: 'contenuto'})
      add('p', {textContent: 'x'.repeat(900)})
      document.documentElement.lang = 'en'
      document.title = 'senza ente'
      console.error('lamento')
    }""")
    found = "\n".join(watched.problems())
    for expected in (
        "image-alt",
        "h1: [",
        "id used twice: contenuto",
        "as wide as",
        "language: en",
        "title: 'senza ente'",
        "lamento",
        "altrove.example",
    ):
        assert expected in found, f"{expected} was not seen in:\n{found}"
