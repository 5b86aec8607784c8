"""`make bench`: riskreg against the floor, in turn, on the same rows and under the same server. See README.md."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import grow, report, servers
from bench.client import Client
from bench.floor import chain
from bench.inside import Inside, queries_of
from bench.nouns import PASSWORD, email_of
from bench.places import ROOT, environment, surroundings
from bench.report import Row, limit, milliseconds
from bench.timing import Ask, Turns, compared, rate_ratio, ratio
from bench.works import MIXED, WORKS, Work, asking
from riskreg import create_app
from riskreg.audit.verification import verify
from riskreg.core.extensions import db

QUICK = os.environ.get("BENCH_QUICK", "") not in ("", "0")
ROUNDS, SECONDS, STARTS, MIXED_SECONDS = (3, 0.1, 1, 2.0) if QUICK else (10, 0.12, 5, 8.0)
"""Short turns and many: what else this machine does then falls on both sides."""

AT_ONCE = 8
THROUGHPUT = "list of users"
SAID_INSTEAD = {"RISKREG_LOG_LEVEL": "INFO"}
"""riskreg writes its line for each request, as it does for everybody."""


PATIENCE = 210.0
"""After so many seconds nothing is measured twice: on a machine that is busy with something else, better rough than never."""


class Bench:
    """The scratch folder, what is grown in it, and the rows measured so far."""

    def __init__(self, folder: Path, only: str) -> None:
        self.folder, self.only = folder, only
        self.large, self.small, self.floor = folder / "large", folder / "small", folder / "floor.sqlite3"
        self.rows: list[Row] = []
        self.begun = time.monotonic()

    def prepare(self) -> None:
        sizes = ((self.large, grow.LARGE), (self.small, 1))
        growing = [
            subprocess.Popen([sys.executable, "-m", "bench.grow", str(folder), "--scale", str(scale)], cwd=ROOT, env=surroundings())
            for folder, scale in sizes
        ]
        if [process for process in growing if process.wait()]:
            raise SystemExit("growing failed")
        shutil.copy(self.large / "riskreg.sqlite3", self.floor)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def ours(self, folder: Path) -> servers.Server:
        return self.running.enter_context(servers.web_server(servers.OURS, environment(folder) | SAID_INSTEAD, self.log(folder.name)))

    def bare(self) -> servers.Server:
        return self.running.enter_context(
            servers.web_server(servers.FLOOR, environment(self.folder) | {"BENCH_FLOOR": str(self.floor)}, self.log("floor"))
        )

    def measure(self) -> None:
        self._chain()
        with ExitStack() as self.running:
            self._starts()
            large, floor, small = self.ours(self.large), self.bare(), self.ours(self.small)
            for server, path in ((large, "/readyz"), (floor, "/figures"), (small, "/readyz")):
                servers.first_answer(server, path)
            ours, bare, little = _signed_in(large.port), [Client(floor.port) for _ in range(AT_ONCE)], _signed_in(small.port, 1)
            for work in self._wanted():
                self._pages(work, ours, bare)
            for work in self._wanted():
                if work.grows:
                    self._growth(work, ours[0], little[0])
            self._memory(large, floor, ours, bare)
        self._queries()

    def _wanted(self) -> list[Work]:
        return [work for work in WORKS if self.only in work.name]

    def add(self, row: Row) -> None:
        self.rows.append(row)
        print(f"  {row.work}", file=sys.stderr, flush=True)

    def compared(
        self, sides: Sequence[Sequence[Ask]], at_most: float | None, seconds: float = SECONDS, least: int = 3
    ) -> tuple[Turns, Turns]:
        again = 2 if time.monotonic() - self.begun < PATIENCE else 0
        return compared(sides, at_most, rounds=ROUNDS, seconds=seconds, least=least, again=again)

    def _pages(self, work: Work, ours: Sequence[Client], bare: Sequence[Client]) -> None:
        sides = [[asking(what, one, place) for place, one in enumerate(who)] for what, who in ((work.ours, ours), (work.floor, bare))]
        one_a, one_b = self.compared([side[:1] for side in sides], limit(work.kind))
        row = Row(work.name, work.kind, limit=limit(work.kind), query_limit=limit(work.kind, "queries"))
        row.ours, row.floor, row.ratios = (milliseconds(one_a.median), ""), (milliseconds(one_b.median), ""), (ratio(one_a, one_b), None)
        if not work.one_client_only:
            all_a, all_b = self.compared(sides, limit(work.kind))
            row.ours, row.floor = (row.ours[0], milliseconds(all_a.median)), (row.floor[0], milliseconds(all_b.median))
            row.ratios = (row.ratios[0], ratio(all_a, all_b))
        self.add(row)
        if work.name == THROUGHPUT:
            said = [f"{side.per_second:.0f}/s" for side in (all_a, all_b)]
            self.add(
                Row(
                    "… answered in a second",
                    "throughput",
                    ("", said[0]),
                    ("", said[1]),
                    (None, rate_ratio(all_a, all_b)),
                    limit("throughput"),
                )
            )

    def _growth(self, work: Work, large: Client, small: Client) -> None:
        """Ours on ten times the data against ours, in turn."""
        sides = [[asking(work.ours, client, 9)] for client in (large, small)]
        grown, little = self.compared(sides, limit(work.kind, "growth"))
        self.add(Row(f"1× → 10×: {work.name}", "growth", (milliseconds(grown.median), ""), (milliseconds(little.median), ""),
                     (ratio(grown, little), None), limit(work.kind, "growth")))  # fmt: skip

    def _chain(self) -> None:
        with create_app(environment(self.large)).app_context():

            def ours() -> None:
                verdict = verify()
                db.session.remove()
                assert verdict.is_whole, verdict.broken

            asks: list[list[Ask]] = [[ours], [lambda: chain.verify(self.floor)]]
            mine, bare = self.compared(asks, limit("verify"), seconds=0, least=1)
            db.engine.dispose()
        self.add(Row("trail verify, 100,000 entries", "verify", (milliseconds(mine.median), ""), (milliseconds(bare.median), ""),
                     (ratio(mine, bare), None), limit("verify")))  # fmt: skip

    def _starts(self) -> None:
        """From nothing to the first page that anyone gets: the door, and a bare record."""

        def once(start: Callable[[], servers.Server], path: str) -> float:
            server = start()
            took = servers.first_answer(server, path)
            server.stop()
            return took

        pairs = [(once(lambda: self.ours(self.large), "/entra"), once(self.bare, "/unit/1")) for _ in range(STARTS)]
        mine, bare = (median(times) for times in zip(*pairs, strict=True))
        self.add(Row("start to first answer", "start", (milliseconds(mine), ""), (milliseconds(bare), ""),
                     (median(a / b for a, b in pairs), None), limit("start")))  # fmt: skip

    def _memory(self, large: servers.Server, floor: servers.Server, ours: Sequence[Client], bare: Sequence[Client]) -> None:
        """After the same mixed load on both: every page of the table, by eight at once."""
        for clients, paths in ((ours, [work.ours for work in MIXED]), (bare, [work.floor for work in MIXED])):
            _mixed(clients, paths)
        weights = large.memory(), floor.memory()
        said = [f"{weight / 2**20:.0f} MB" for weight in weights]
        self.add(
            Row("memory (PSS) after mixed load", "memory", ("", said[0]), ("", said[1]), (None, weights[0] / weights[1]), limit("memory"))
        )

    def _queries(self) -> None:
        app = create_app(environment(self.large))
        client = Inside(app)
        client.sign_in(email_of(1), PASSWORD)
        for row in self.rows:
            if (work := next((work for work in WORKS if work.name == row.work), None)) is not None:
                row.queries = len(queries_of(client, work))
        with app.app_context():
            db.engine.dispose()


def _signed_in(port: int, many: int = AT_ONCE) -> list[Client]:
    """Administrators of the whole body, who see the most."""
    clients = [Client(port) for _ in range(many)]
    for number, client in enumerate(clients, start=1):
        client.sign_in(email_of(number), PASSWORD)
    return clients


def _mixed(clients: Sequence[Client], paths: Sequence[str]) -> None:
    deadline = time.monotonic() + MIXED_SECONDS

    def work(client: Client) -> None:
        while time.monotonic() < deadline:
            for path in paths:
                client.get(path)

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure riskreg against the floor. BENCH_QUICK=1 takes fewer, shorter turns.")
    parser.add_argument("--json", type=Path, help="write the table here as well")
    parser.add_argument("--only", default="", help="only the works whose name holds this")
    asked = parser.parse_args()
    servers.clean_up_when_told_to_stop()
    with tempfile.TemporaryDirectory(prefix="riskreg-bench-") as folder:
        bench = Bench(Path(folder), asked.only)
        bench.prepare()
        bench.measure()
    print(report.table(bench.rows))
    if asked.json:
        report.write(asked.json, bench.rows)
    return 0 if all(row.holds for row in bench.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
