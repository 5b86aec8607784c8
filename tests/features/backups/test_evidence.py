"""What proves something is in every copy, comes back whole, and is found where it is missing."""

import zipfile

import pytest

from riskreg.core import storage
from riskreg.evidence import queries
from tests.conftest import DATABASES
from tests.factories import Factory
from tests.features.backups.refusing import run


def proved(app) -> str:
    """A measure with an evidence; the hash of its content."""
    with app.app_context():
        make = Factory()
        measure = make.measure(make.event(make.phase(make.process())))
        return str(queries.current(make.evidence(measure, name="verbale.txt", content=b"Presenti: 11.")).sha256)


@pytest.mark.parametrize("target", DATABASES)
def test_the_store_is_in_the_copy_and_comes_back(new_body, new_place, tmp_path, target):
    one, copy = new_body("sqlite"), tmp_path / "copia.zip"
    sha256 = proved(one)
    with one.app_context():
        (storage.path_of(sha256).parents[1] / storage.ARRIVING / f"mezza{storage.PART}").write_bytes(b"mezza")
    assert run(one, "backup", str(copy)).code == 0
    with zipfile.ZipFile(copy) as archive:
        assert [name for name in archive.namelist() if name.startswith("files/prove/")] == [f"files/prove/{sha256[:2]}/{sha256}"]
    two = new_place(target, "ripristinata")
    assert run(two, "restore", str(copy)).code == 0
    with two.app_context():
        assert storage.path_of(sha256).read_bytes() == b"Presenti: 11."
    told = run(two, "evidence", "verify")
    assert (told.code, told.out.strip()) == (0, "1 file controllato, tutti presenti e intatti.")


def test_a_copy_taken_without_a_file_brings_back_one_that_says_so(new_body, new_place, tmp_path):
    one, copy = new_body("sqlite"), tmp_path / "copia.zip"
    sha256 = proved(one)
    with one.app_context():
        storage.path_of(sha256).unlink()
    assert run(one, "backup", str(copy)).code == 0
    two = new_place("sqlite", "ripristinata")
    assert run(two, "restore", str(copy)).code == 0
    told = run(two, "evidence", "verify", "--json")
    assert (told.code, [each["fault"] for each in told.json["wrong"]]) == (1, ["missing"])
