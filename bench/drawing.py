"""Allegato A of a grown administration: our tagged file beside an untagged one of plain reportlab, drawn from the same contents.

python -m bench.drawing ours|floor contents.json     # draws it in this process, and prints the most memory that it held
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.floor import annex as floor
from bench.places import ROOT, surroundings
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.plans.operations.editions import open_edition
from riskreg.reports.plan import to_pdf
from riskreg.reports.plan.contents import PlanContents, from_json, to_json
from riskreg.reports.plan.queries import contents_for

SHEETS = 3
"""Processes of each area, for what is drawn several times."""

SIDES: dict[str, Callable[[PlanContents], bytes]] = {"ours": to_pdf.pdf, "floor": floor.pdf}


def gathered() -> PlanContents:
    """Of a first edition, opened for this."""
    at = clock.now()
    with writing():
        edition = open_edition(at.year, by=COMMAND_LINE, at=at)
    contents = contents_for(edition, at)
    db.session.rollback()
    return contents


def short(contents: PlanContents) -> PlanContents:
    return replace(contents, areas=tuple(replace(area, processes=area.processes[:SHEETS]) for area in contents.areas))


def memory(side: str, contents: PlanContents, scratch: Path) -> int:
    """Bytes, of a process that draws the whole document and does nothing else."""
    path = scratch / "contents.json"
    path.write_text(to_json(contents), encoding="utf-8")
    command = [sys.executable, "-m", "bench.drawing", side, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, check=True, text=True)
    return int(done.stdout)


if __name__ == "__main__":
    SIDES[sys.argv[1]](from_json(Path(sys.argv[2]).read_text(encoding="utf-8")))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
