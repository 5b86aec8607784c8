"""`make bench`: riskreg against the floor, in turn, on the same rows and under the same server. See README.md."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import files, grow, report, servers
from bench.client import Client
from bench.floor import chain
from bench.grown import Size
from bench.inside import Inside, queries_of
from bench.nouns import PASSWORD, email_of
from bench.places import ROOT, environment, surroundings
from bench.report import Row, limit, milliseconds
from bench.timing import Side, Turns, compared, processor_ratio, rate_ratio, ratio
from bench.works import MIXED, WORKS, Asker, Work, asking
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


@dataclass(frozen=True)
class Party:
    """A server and those who ask it."""

    server: servers.Server
    clients: Sequence[Client]

    def asking(self, what: str | Asker, first: int = 0) -> tuple[Side, Side]:
        """One of them, and all of them."""
        asks = [asking(what, client, place) for place, client in enumerate(self.clients, start=first)]
        return Side(asks[:1], self.server.processor_time), Side(asks, self.server.processor_time)


def _alone(name: str, kind: str, mine: Turns, other: Turns, most: float | None) -> Row:
    """A line for one client, or for none."""
    return Row(
        name,
        kind,
        (milliseconds(mine.median), ""),
        (milliseconds(other.median), ""),
        (ratio(mine, other), None),
        processor_ratio(mine, other),
        most,
    )


class Bench:
    """The scratch folder, what is grown in it, and the rows measured so far."""

    def __init__(self, folder: Path, only: str, grown: Path | None = None) -> None:
        self.folder, self.only, self.grown = folder, only, grown
        self.large, self.small, self.floor = folder / "large", folder / "small", folder / "floor.sqlite3"
        self.rows: list[Row] = []
        self.begun = time.monotonic()
        self.others = 0.0

    def prepare(self) -> None:
        if self.grown is None:
            self._grow()
        else:
            for folder in (self.large, self.small):
                shutil.copytree(self.grown / folder.name, folder)
        shutil.copy(self.large / "riskreg.sqlite3", self.floor)

    def _grow(self) -> None:
        sizes = ((self.large, grow.LARGE), (self.small, 1))
        growing = [
            subprocess.Popen([sys.executable, "-m", "bench.grow", str(folder), "--scale", str(scale)], cwd=ROOT, env=surroundings())
            for folder, scale in sizes
        ]
        try:
            if [process for process in growing if process.wait()]:
                raise SystemExit("growing failed")
        finally:
            for process in growing:
                process.kill()
                process.wait()

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
            ours, little = Party(large, _signed_in(large.port)), Party(small, _signed_in(small.port, 1))
            bare = Party(floor, [Client(floor.port) for _ in range(AT_ONCE)])
            with self._watching(large, floor, small):
                for work in self._wanted():  # first: what the saves below write would stand in the large trail alone
                    if work.grows:
                        self._growth(work, ours, little)
                for work in self._wanted():
                    self._pages(work, ours, bare)
            self._memory(ours, bare)
        self._files()
        self._queries()

    def _wanted(self) -> list[Work]:
        return [work for work in WORKS if self.wants(work.name)]

    def wants(self, name: str) -> bool:
        return any(part in name for part in self.only.split("|"))

    def add(self, row: Row) -> None:
        self.rows.append(row)
        print(f"  {row.work}", file=sys.stderr, flush=True)

    def compared(
        self, ours: Side, other: Side, at_most: float | None, seconds: float = SECONDS, least: int = 3, rounds: int = ROUNDS
    ) -> tuple[Turns, Turns]:  # fmt: skip
        again = 2 if time.monotonic() - self.begun < PATIENCE else 0
        return compared((ours, other), at_most, rounds=rounds, seconds=seconds, least=least, again=again)

    def _pages(self, work: Work, ours: Party, bare: Party) -> None:
        mine, its = ours.asking(work.ours), bare.asking(work.floor)
        few = {"seconds": 0, "least": 1, "rounds": min(ROUNDS, 3)} if work.one_client_only else {}
        one_a, one_b = self.compared(mine[0], its[0], limit(work.kind), **few)  # type: ignore[arg-type]  # whole tables take seconds
        row = Row(
            work.name, work.kind, limit=limit(work.kind), query_limit=limit(work.kind, "queries"), processor=processor_ratio(one_a, one_b)
        )
        row.ours, row.floor, row.ratios = (milliseconds(one_a.median), ""), (milliseconds(one_b.median), ""), (ratio(one_a, one_b), None)
        if not work.one_client_only:
            all_a, all_b = self.compared(mine[1], its[1], limit(work.kind))
            row.ours, row.floor = (row.ours[0], milliseconds(all_a.median)), (row.floor[0], milliseconds(all_b.median))
            row.ratios, row.processor = (row.ratios[0], ratio(all_a, all_b)), processor_ratio(all_a, all_b)
        self.add(row)
        if work.name == THROUGHPUT:
            said = [f"{side.per_second:.0f}/s" for side in (all_a, all_b)]
            self.add(Row("… answered in a second", "throughput", ("", said[0]), ("", said[1]), (None, rate_ratio(all_a, all_b)),
                         processor_ratio(all_a, all_b), limit("throughput")))  # fmt: skip

    def _growth(self, work: Work, large: Party, small: Party) -> None:
        """Ours on ten times the data against ours, in turn."""
        most = limit(work.kind, "growth")
        grown, little = self.compared(large.asking(work.ours, first=9)[0], small.asking(work.ours, first=9)[0], most)
        self.add(_alone(f"1× → 10×: {work.name}", "growth", grown, little, most))

    def _chain(self) -> None:
        with create_app(environment(self.large)).app_context():

            def ours() -> None:
                verdict = verify()
                db.session.remove()
                assert verdict.is_whole, verdict.broken

            mine, bare = self.compared(Side([ours]), Side([lambda: chain.verify(self.floor)]), limit("verify"), seconds=0, least=1)
            db.engine.dispose()
        entries = Size.of(grow.LARGE).entries
        self.add(_alone(f"trail verify, {entries:,} entries", "verify", mine, bare, limit("verify")))

    def _files(self) -> None:
        """The whole register out and in, on the small administration: what a file takes grows with its rows, on both sides."""
        with files.Desk(self.small, self.folder) as desk:
            for name, kind, ours, bare in desk.works():
                if self.wants(name):
                    mine, other = self.compared(Side([ours]), Side([bare]), limit(kind), seconds=0, least=1, rounds=min(ROUNDS, 3))
                    self.add(_alone(name, kind, mine, other, limit(kind)))
            if self.wants(files.PDF):
                self._weight("… memory for the whole of it", *desk.weights())

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
                     (median(a / b for a, b in pairs), None), limit=limit("start")))  # fmt: skip

    @contextmanager
    def _watching(self, *running: servers.Server) -> Iterator[None]:
        """How much of the machine others took while we measured."""

        def own() -> float:
            return time.process_time() + sum(server.processor_time() for server in running)

        (used, all_), mine = servers.machine_time(), own()
        yield
        (used_now, all_now), mine_now = servers.machine_time(), own()
        if all_now > all_:  # nothing was asked for that a server answers
            self.others = max(0.0, (used_now - used - (mine_now - mine)) / (all_now - all_))

    def _memory(self, ours: Party, bare: Party) -> None:
        """After the same mixed load on both: every page of the table, by eight at once."""
        for party, paths in ((ours, [work.ours for work in MIXED]), (bare, [work.floor for work in MIXED])):
            _mixed(party.clients, paths)
        self._weight("memory (PSS) after mixed load", ours.server.memory(), bare.server.memory())

    def _weight(self, name: str, ours: int, other: int) -> None:
        said = [f"{weight / 2**20:.0f} MB" for weight in (ours, other)]
        self.add(Row(name, "memory", ("", said[0]), ("", said[1]), (None, ours / other), limit=limit("memory")))

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
    parser.add_argument("--only", default="", help="only the works whose name holds this, or this|that")
    parser.add_argument(
        "--grown", type=Path, help="a folder with `large` and `small` that bench.grow made: they are copied, not grown again"
    )
    asked = parser.parse_args()
    servers.clean_up_when_told_to_stop()
    with tempfile.TemporaryDirectory(prefix="riskreg-bench-") as folder:
        bench = Bench(Path(folder), asked.only, asked.grown)
        bench.prepare()
        try:
            bench.measure()
        finally:  # told to stop, it says what it knows
            print(report.table(bench.rows, bench.others), flush=True)
    print(f"\nOthers took {bench.others:.0%} of this machine meanwhile.")
    if asked.json:
        report.write(asked.json, bench.rows, bench.others)
    return 0 if all(row.holds(bench.others) for row in bench.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
