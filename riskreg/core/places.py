"""Where the folders that travel with the code stand: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_BUNDLED = _PACKAGE / "bundled"


def _home() -> Path:
    return _BUNDLED if _BUNDLED.is_dir() else _PACKAGE.parent


TEMPLATES = _home() / "templates"
MIGRATIONS = _home() / "migrations"
SEEDS = _home() / "seeds"
