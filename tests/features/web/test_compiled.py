"""Compiled templates are kept, and what is kept is never believed further than it deserves."""

import os
from pathlib import Path

import jinja2
import pytest
from jinja2.bccache import Bucket

from riskreg import create_app
from riskreg.core import data_folder
from riskreg.web import compiled
from riskreg.web.compiled import CompiledTemplates
from tests.databases import environment

NAMES = "ciao.html"


class Counted(jinja2.Environment):
    """Counts what is compiled, rather than read back."""

    compilations = 0

    def compile(self, *args, **kwargs):
        self.compilations += 1
        return super().compile(*args, **kwargs)


def drawn(folder: Path, source: str = "Ciao {{ name }}", key: bytes = b"ours") -> tuple[str, int]:
    """As a process that has just started: what it draws, and how much it had to compile for it."""
    env = Counted(loader=jinja2.DictLoader({NAMES: source}), bytecode_cache=CompiledTemplates(folder, key))  # no page
    return env.get_template(NAMES).render(name="Ada"), env.compilations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "templates"


@pytest.fixture
def kept(folder: Path) -> Path:
    """The one file that a first drawing left."""
    assert drawn(folder) == ("Ciao Ada", 1)
    (file,) = folder.iterdir()
    return file


def test_what_was_compiled_once_is_read_back(kept, folder):
    assert drawn(folder) == ("Ciao Ada", 0)


def test_only_we_may_look_into_the_folder(kept, folder):
    assert folder.stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_template_that_changed_is_compiled_again_in_the_place_of_the_old(kept, folder):
    assert drawn(folder, "Salve {{ name }}") == ("Salve Ada", 1)
    assert drawn(folder, "Salve {{ name }}") == ("Salve Ada", 0)
    assert list(folder.iterdir()) == [kept]


@pytest.mark.parametrize("wrong", [b"", b"\0" * 4000, b"not ours"], ids=["empty", "zeros", "short"])
def test_a_damaged_file_is_not_run_and_is_written_again(kept, folder, wrong):
    kept.write_bytes(wrong)
    assert drawn(folder) == ("Ciao Ada", 1)
    assert drawn(folder) == ("Ciao Ada", 0)


def test_one_byte_that_is_not_ours_is_enough(kept, folder):
    whole = bytearray(kept.read_bytes())
    whole[-20] ^= 1
    kept.write_bytes(whole)
    assert drawn(folder) == ("Ciao Ada", 1)


def test_what_another_secret_sealed_is_not_run(kept, folder):
    assert drawn(folder, key=b"another's") == ("Ciao Ada", 1)


def test_a_file_put_in_the_place_of_another_is_not_run(kept, folder):
    cache = CompiledTemplates(folder, b"ours")
    (folder / "other.compiled").write_bytes(kept.read_bytes())
    other = Bucket(jinja2.Environment(), "other", cache.get_source_checksum("Ciao {{ name }}"))  # noqa: S701
    cache.load_bytecode(other)
    assert other.code is None


def test_where_nothing_can_be_written_pages_are_drawn_all_the_same(tmp_path):
    (tmp_path / "file").write_text("a file, where a folder should be")
    assert drawn(tmp_path / "file") == ("Ciao Ada", 1)
    assert drawn(tmp_path / "file" / "below") == ("Ciao Ada", 1)


def test_a_disk_that_is_full_leaves_nothing_half_written(folder, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert drawn(folder) == ("Ciao Ada", 1)
    assert list(folder.iterdir()) == []


def test_the_folder_stays_where_it_is_and_is_no_stranger_to_safety_copies(kept, folder):
    assert data_folder.strangers(folder.parent) == []
    assert kept not in [path for _name, path in data_folder.to_copy(folder.parent)]


@pytest.mark.one_database
def test_the_application_keeps_its_templates_with_a_seal_of_its_secret(tmp_path, database, copies, monkeypatch):
    monkeypatch.setattr(compiled, "place", lambda settings: settings.folder / compiled.FOLDER)
    with copies.one() as url:
        for secret, compiles in (
            ("the first secret of this body", True),
            ("the first secret of this body", False),
            ("another secret", True),
        ):
            app = create_app(environment(url, tmp_path) | {"RISKREG_SECRET": secret})
            compiling = []
            real = app.jinja_env.compile
            monkeypatch.setattr(app.jinja_env, "compile", lambda *a, _real=real, _seen=compiling, **k: (_seen.append(a), _real(*a, **k))[1])
            assert app.test_client().get("/entra").status_code == 200
            assert bool(compiling) is compiles
        assert (tmp_path / compiled.FOLDER).is_dir()
