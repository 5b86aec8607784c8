"""The wheel: everything it needs travels with it, nothing else does, and it serves wherever it is installed."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from riskreg import __version__
from tests.packaging.installed import serves_the_demo

HOME = Path(__file__).parents[2]
BUNDLED = ("templates", "migrations", "seeds")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(HOME)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.iterdir()
    return made


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_under(folder: str) -> set[str]:
    """What stands there in the checkout, without what Python leaves behind."""
    return {str(path.relative_to(HOME)) for path in (HOME / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_its_name_says_that_it_runs_everywhere(wheel):
    assert wheel.name == f"riskreg-{__version__}-py3-none-any.whl"


def test_templates_migrations_and_seeds_travel_with_it(wheel):
    expected = {f"riskreg/bundled/{name}" for folder in BUNDLED for name in files_under(folder)}
    assert {name for name in names(wheel) if name.startswith("riskreg/bundled/")} == expected
    for needed in (
        "templates/base.html",
        "migrations/env.py",
        "migrations/versions/0001_trail.py",
        "seeds/reference/figures.csv",
        "seeds/demo/body.json",
    ):
        assert f"riskreg/bundled/{needed}" in expected


def test_the_package_is_whole_with_its_static_files_and_without_the_maintainers_scripts(wheel):
    expected = {name for name in files_under("riskreg") if not name.startswith("riskreg/static/vendor/rebuild")}
    found = {name for name in names(wheel) if name.startswith("riskreg/") and not name.startswith("riskreg/bundled/")}
    assert found == expected
    assert {"riskreg/static/riskreg.css", "riskreg/static/vendor/js/bootstrap-italia.min.js"} <= found


def test_nothing_else_travels(wheel):
    strangers = {name for name in names(wheel) if not name.startswith(("riskreg/", f"riskreg-{__version__}.dist-info/"))}
    assert strangers == set()


def test_it_says_its_licence_its_python_and_its_command(wheel):
    with zipfile.ZipFile(wheel) as archive:
        about = Parser().parsestr(archive.read(f"riskreg-{__version__}.dist-info/METADATA").decode())
        commands = archive.read(f"riskreg-{__version__}.dist-info/entry_points.txt").decode()
    assert (about["License-Expression"], about["Requires-Python"], about["Version"]) == ("EUPL-1.2", ">=3.11", __version__)
    assert f"riskreg-{__version__}.dist-info/licenses/LICENSE" in names(wheel)
    assert "riskreg = riskreg.__main__:main" in commands
    required = [line for line in about.get_all("Requires-Dist") if "extra ==" not in line]
    assert 10 <= len(required) <= 25


def test_it_serves_the_demo_outside_the_checkout(wheel, tmp_path):
    """Its own files only; the libraries are borrowed from the environment of the tests, whose editable riskreg is not."""
    python = environment_with(wheel, tmp_path / "env")
    where = subprocess.run(
        [python, "-c", "import riskreg; print(riskreg.__file__)"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(tmp_path))
    serves_the_demo(python, tmp_path)


def environment_with(wheel: Path, folder: Path) -> str:
    venv.create(folder, symlinks=True)
    python = str(folder / "bin/python")
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # A folder named in a .pth file is searched, but the .pth files inside it, the editable install's too, are not read.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + os.linesep)
    return python


@pytest.mark.faults
def test_an_empty_environment_fills_itself_from_the_registry_and_serves(wheel, tmp_path):
    """The whole road of somebody who was given one file: slow, because everything is downloaded."""
    folder = tmp_path / "env"
    venv.create(folder, with_pip=True)
    python = str(folder / "bin/python")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", str(HOME / "constraints.txt"), str(wheel)]
    installed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    version = subprocess.run([str(folder / "bin/riskreg"), "--version"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert version.stdout == f"riskreg, version {__version__}\n"
    serves_the_demo(python, tmp_path)
