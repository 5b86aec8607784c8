"""The console script `riskreg`, also as `python -m riskreg`."""

import sys

from riskreg import create_app
from riskreg.cli import run


def main() -> None:
    sys.exit(run(create_app))


if __name__ == "__main__":
    main()
