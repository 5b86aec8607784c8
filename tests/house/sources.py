"""What the house is made of: its files, and the functions in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "riskreg"
TEMPLATES = ROOT / "templates"
DOCS = ROOT / "docs"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def template_files() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html")) + sorted(TEMPLATES.rglob("*.txt"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Body:
    """One function of the package."""

    path: Path
    node: Function

    @property
    def name(self) -> str:
        return f"{name_of(self.path)}:{self.node.name}"

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or 0) - self.node.lineno + 1

    @property
    def is_view(self) -> bool:
        """It hangs on a blueprint: `@bp.get(…)`, `@bp.post(…)`, `@bp.route(…)`."""
        return any(
            isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) and isinstance(d.func.value, ast.Name) and d.func.value.id == "bp"
            for d in self.node.decorator_list
        )

    @property
    def statements(self) -> int:
        """Statements, not lines: a call with ten named arguments is one thought."""
        return sum(isinstance(inner, ast.stmt) for inner in ast.walk(self.node)) - 1


def functions() -> Iterator[Body]:
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function):
                yield Body(path, node)
