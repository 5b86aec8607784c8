"""The index says what the rows say, and nothing of what is gone."""

from sqlalchemy import text

from riskreg.core.extensions import db
from riskreg.domain.searching import entry_words
from riskreg.search import operations as search
from riskreg.search.models import SearchEntry


def kept(subject="process:1"):
    db.session.expire_all()
    return db.session.query(SearchEntry).filter_by(subject=subject).one_or_none()


def test_an_entry_is_made_once_and_then_says_what_it_is_told(make):
    make.entry()
    make.entry(title="Firma elettronica")
    found = kept()
    assert (found.title, found.title_key, found.words) == (
        "Firma elettronica",
        "firma elettronica",
        entry_words("B.08", "Firma elettronica", "Rilascio dei dispositivi"),
    )
    assert db.session.query(SearchEntry).count() == 1


def test_saying_it_again_writes_nothing(make, database):
    """Neither the row, nor through it the index of words."""
    written = {
        "sqlite": "SELECT total_changes()",
        "postgresql": "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'search_entry'",
    }[database]
    make.entry()
    before = db.session.scalar(text(written))
    make.entry()
    assert db.session.scalar(text(written)) == before
    make.entry(title="Firma elettronica")
    assert db.session.scalar(text(written)) > before, "it must be able to see a change"


def test_what_is_forgotten_is_gone(make):
    make.entry()
    make.entry("process:2")
    search.forget("process:1")
    assert kept() is None
    assert kept("process:2") is not None
