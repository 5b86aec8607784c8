"""riskreg: anticorruption risk register and compliance tracker for Italian public bodies."""

__version__ = "0.1.0"

from riskreg.app import create_app

__all__ = ["__version__", "create_app"]
