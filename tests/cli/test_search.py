"""riskreg search: the index made again, and filled where the data are older than it."""

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.jobs import operations as jobs
from riskreg.search.models import SearchEntry
from tests.cli.command import riskreg
from tests.factories import Factory


@pytest.fixture
def body(real_app):
    with writing():
        Factory().unit(name="UO Bandi")
    return real_app


def indexed() -> set[str]:
    db.session.rollback()
    return {entry.title for entry in db.session.query(SearchEntry)}


def lose_the_index() -> None:
    with writing():
        db.session.query(SearchEntry).delete()


def test_the_index_is_made_again_from_the_data(body):
    before = indexed()
    assert "UO Bandi" in before
    lose_the_index()
    told = riskreg(body, "search", "rebuild")
    assert (told.code, told.out) == (0, "Indice della ricerca rifatto: 2 voci, nessuna da togliere.\n")
    assert indexed() == before
    assert riskreg(body, "search", "rebuild", "--json").json == {"entries": 2, "forgotten": 0}


def test_setting_up_again_finds_what_is_older_than_the_index(body):
    lose_the_index()
    assert riskreg(body, "setup").code == 0
    assert "UO Bandi" in indexed()


def test_a_worker_can_do_it_too(body):
    lose_the_index()
    with writing():
        job = jobs.enqueue("search:rebuild", {}, by=COMMAND_LINE, at=clock.now())
    assert riskreg(body, "jobs", "work", "--once").code == 0
    assert "UO Bandi" in indexed()
    assert job.outcome == "Indice rifatto: 2 voci, nessuna da togliere."
