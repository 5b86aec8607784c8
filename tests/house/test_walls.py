"""The walls hold, and would show a hole: a bad import planted anywhere is caught by the contract that forbids it."""

import ast
import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import configuration
from importlinter.application import use_cases

from tests.house.sources import PACKAGE, ROOT, name_of

PLANTED = [
    ("riskreg.core.rows", "riskreg.people.models", "1."),
    ("riskreg.web.lists", "riskreg.audit.queries", "1."),
    ("riskreg.tables.writing", "riskreg.web.lists", "1."),
    ("riskreg.audit.queries", "riskreg.people.queries", "1."),
    ("riskreg.audit.reading", "riskreg.jobs.models", "1."),
    ("riskreg.people.queries", "riskreg.dashboards.queries", "1."),
    ("riskreg.jobs.queries", "riskreg.backups.checking", "1."),
    ("riskreg.people.belongings", "riskreg.reorganisations.queries", "1."),
    ("riskreg.jobs.role_watch", "riskreg.reorganisations.queries", "1."),
    ("riskreg.people.models", "riskreg.people.queries", "2."),
    ("riskreg.reorganisations.models", "riskreg.reorganisations.queries", "2."),
    ("riskreg.people.queries", "riskreg.people.operations.units", "2."),
    ("riskreg.people.operations.units", "riskreg.people.forms", "2."),
    ("riskreg.domain.permissions", "sqlalchemy", "3."),
    ("riskreg.domain.trail", "flask", "3."),
    ("riskreg.people.operations.users", "flask", "4."),
    ("riskreg.people.queries", "flask_login", "4."),
    ("riskreg.audit.models", "flask", "4."),
    ("riskreg.jobs.queries", "wtforms", "4."),
    ("riskreg.people.views.units", "sqlalchemy", "5."),
    ("riskreg.people.views.users", "riskreg.people.models", "5."),
    ("riskreg.jobs.views", "riskreg.jobs.models", "5."),
    ("riskreg.people.forms", "riskreg.people.models", "6."),
    ("riskreg.people.forms", "riskreg.people.queries", "6."),
    ("riskreg.people.views.units", "xlsxwriter", "7."),
    ("riskreg.jobs.housekeeping", "openpyxl", "7."),
    ("riskreg.reports.layout", "xlsxwriter", "7."),
    ("riskreg.web.pictures", "reportlab", "8."),
    ("riskreg.dashboards.pictures", "pikepdf", "8."),
    ("riskreg.reports.layout", "riskreg.people.queries", "9."),
    ("riskreg.reports.tagged.tables", "sqlalchemy", "9."),
    ("riskreg.reports.pictures", "flask", "9."),
]


@pytest.fixture(scope="module")
def plan() -> Any:
    configuration.configure()
    options = use_cases.read_user_options(config_filename=str(ROOT / "pyproject.toml"))
    use_cases._register_contract_types(options)
    return options


@pytest.fixture(scope="module")
def graph(plan: Any) -> grimp.ImportGraph:
    return grimp.build_graph("riskreg", include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None)


def broken(graph: grimp.ImportGraph, plan: Any) -> list[str]:
    """The names of the contracts that this graph breaks."""
    report = use_cases._build_report(
        graph=graph, graph_building_duration=0, user_options=plan, limit_to_contracts=(), show_timings=False, verbose=False
    )
    return [contract.name for contract, check in report.get_contracts_and_checks() if not check.kept]


def test_the_walls_hold_today(graph, plan):
    assert broken(graph, plan) == []


@pytest.mark.parametrize(("importer", "imported", "contract"), PLANTED, ids=[f"{a} -> {b}" for a, b, _ in PLANTED])
def test_a_planted_import_breaks_its_contract(graph, plan, importer, imported, contract):
    assert importer in graph.modules, f"{importer} is gone: plant the import elsewhere"
    mended = deepcopy(graph)
    if imported not in mended.modules:
        mended.add_module(imported, is_squashed=True)
    mended.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    assert any(name.startswith(contract) for name in broken(mended, plan))


@pytest.mark.parametrize("room", ["utils", "tags_of_everything"])
def test_a_room_that_is_not_on_the_plan_is_caught(graph, plan, room):
    grown = deepcopy(graph)
    grown.add_module(f"riskreg.{room}")
    assert any(name.startswith("1.") for name in broken(grown, plan))


def test_the_command_of_make_contracts_sees_a_bad_line_in_a_file(tmp_path: Path):
    """The same, the way it is run: a copy of the package with one bad line in it."""
    shutil.copytree(PACKAGE, tmp_path / "riskreg", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / "riskreg" / "domain" / "roles.py"
    target.write_text(target.read_text() + "\nimport flask\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-cache"]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "3. The domain is pencil and paper: standard library only BROKEN" in " ".join(done.stdout.split())


def domain_modules() -> list[Path]:
    return sorted((PACKAGE / "domain").glob("*.py"))


@pytest.mark.parametrize("path", domain_modules(), ids=name_of)
def test_the_domain_is_pencil_and_paper(path):
    """Standard library and itself; no clock, no chance, no files, no environment."""
    tree = ast.parse(path.read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    strange = {n for n in imported if n.split(".")[0] not in sys.stdlib_module_names and not n.startswith("riskreg.domain")}
    assert not strange
    assert not imported & {"os", "sys", "random", "secrets", "socket", "subprocess", "pathlib", "time", "logging"}
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"open", "print", "input", "date.today", "datetime.now", "datetime.utcnow", "time.time"}


def test_only_the_clock_reads_the_time():
    """Whoever else asked the machine for the time could not be frozen in tests, nor live on the demo's day."""
    asking = set()
    for path in PACKAGE.rglob("*.py"):
        called = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
        if called & {"date.today", "datetime.now", "datetime.utcnow", "datetime.today", "time.time"}:
            asking.add(name_of(path))
    assert asking == {"riskreg/core/clock.py"}
