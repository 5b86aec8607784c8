"""`make load`: people of several roles at work on a real `riskreg serve`, for a set time, then owners who fill in their sheets at once; then
everything is counted.

LOAD_SECONDS (60) of each on each database, LOAD_CLIENTS (20; owners: 60 on PostgreSQL). See README.md.
"""

import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench import afterwards, grow, owners, servers
from bench.clerks import Clerk, Diary
from bench.nouns import ROLES_ON_BODY
from bench.places import environment
from bench.postgres import own_database
from riskreg import create_app
from riskreg.audit import queries as trail
from riskreg.core.extensions import db
from riskreg.domain.roles import Role

SECONDS = float(os.environ.get("LOAD_SECONDS") or 60)
CLIENTS = int(os.environ.get("LOAD_CLIENTS") or 20)
OWNERS = {name: int(os.environ.get("LOAD_CLIENTS") or many) for name, many in (("SQLite", 20), ("PostgreSQL", 60))}
SCALE, SEED = 1, 7
WARM = 1 / 3
"""The part of the time after which memory should have settled."""

MOST_GROWTH = 1.2
SETTLED = 30
"""A load shorter than this is still warming up when it ends: its memory is printed and not judged."""

PATIENCE = 120
LOCKED = "locked"
CAST = (
    Role.ADMIN, Role.REFERENTE, Role.ADMIN, Role.COMPLIANCE, Role.DIRIGENTE, Role.ADMIN, Role.RPCT, Role.REFERENTE, Role.ADMIN, Role.OIV,
    Role.COMPLIANCE, Role.REFERENTE, Role.ADMIN, Role.ORGANO, Role.PERFORMANCE, Role.ADMIN, Role.URP, Role.DIRIGENTE, Role.RPCT, Role.REFERENTE,
)  # fmt: skip


def clerks(port: int) -> list[Clerk]:
    """Each with an account of their own; when there are more than accounts, some work at two desks."""
    accounts: dict[Role, list[int]] = defaultdict(list)
    for user, role in enumerate(ROLES_ON_BODY, start=1):
        accounts[role].append(user)
    first = len(ROLES_ON_BODY) + 1
    accounts[Role.DIRIGENTE], accounts[Role.REFERENTE] = [first, first + 1], list(range(first + 5, first + 15))
    cast = [CAST[number % len(CAST)] for number in range(CLIENTS)]
    return [
        Clerk(port, accounts[role][cast[:number].count(role) % len(accounts[role])], role, SEED + number)
        for number, role in enumerate(cast)
    ]


def at_work(server: servers.Server) -> tuple[list[Diary], list[int]]:
    """What everybody did, and what the server weighed once a second after the warm-up."""
    people = clerks(server.port)
    for clerk in people:
        clerk.start()
    doors = time.monotonic() + PATIENCE
    while time.monotonic() < doors and any(clerk.is_alive() and not clerk.is_in for clerk in people):
        time.sleep(0.1)  # twenty slow password checks at once are not the work that we weigh
    begun = time.monotonic()
    weights = []
    while time.monotonic() - begun < SECONDS and any(clerk.is_alive() for clerk in people):
        time.sleep(min(1.0, SECONDS / 30))
        if time.monotonic() - begun > SECONDS * WARM:
            weights.append(server.memory())
    for clerk in people:
        clerk.stopping = True
    for clerk in people:
        clerk.join(PATIENCE)
    stuck = [clerk.name for clerk in people if clerk.is_alive()]
    if stuck:
        people[0].diary.failures.append(f"no answer in {PATIENCE} seconds: {', '.join(stuck)}")
    return [clerk.diary for clerk in people], weights


def load(folder: Path, url: str | None, many: int) -> list[str]:
    """One database: findings, none when all is well."""
    data, log = folder / "data", folder / "serve.log"
    grow.grow_in(data, SCALE, url)
    app = create_app(environment(data, url))
    with app.app_context():
        head = trail.head()
        with servers.riskreg_serve(environment(data, url), log) as server:
            diaries, weights = at_work(server)
            asked = [job for diary in diaries for job in diary.jobs]
            deadline = time.monotonic() + PATIENCE
            while afterwards.open_jobs(asked) and time.monotonic() < deadline:
                time.sleep(0.2)
            filling_in = owners.at_work(server, owners.sheets(), many, SECONDS)
        found = owners.findings(filling_in, head.count if head else 0) + afterwards.findings(diaries, head.count if head else 0)
        db.session.remove()
        db.engine.dispose()
    print(times(diaries))
    filled = [owner.diary for owner in filling_in]
    print(f"\n{many} owners in their sheets\n{times(filled)}")
    print(f"{sum(len(owner.kept) for owner in filling_in)} saves kept, {sum(diary.conflicts for diary in filled)} conflicts")
    conflicts = sum(diary.conflicts for diary in diaries)
    print(f"\n{sum(len(diary.saves) for diary in diaries)} sheets saved, {conflicts} conflicts, {len(set(asked))} jobs done")
    return [*(failure for diary in [*diaries, *filled] for failure in diary.failures), *_said(log), *_growth(weights), *found]


def _said(log: Path) -> list[str]:
    lines = log.read_text(errors="replace").splitlines()
    return [f"the server said: {line}" for line in lines if LOCKED in line or '"level": "ERROR"' in line or "Traceback" in line]


def _growth(weights: list[int]) -> list[str]:
    """Between the first third of what was weighed and the last. The lower quarter of each: whoever signs in takes 64 MB for
    a moment, and gives it back."""
    if len(weights) < 6:
        return ["nobody could work long enough to weigh the server"]
    third = len(weights) // 3
    first, last = (sorted(part)[len(part) // 4] for part in (weights[:third], weights[-third:]))
    print(f"memory after warm-up {first / 2**20:.0f} MB, at the end {last / 2**20:.0f} MB (×{last / first:.2f}, at most ×{MOST_GROWTH})")
    return [f"memory grew ×{last / first:.2f}"] if last / first > MOST_GROWTH and SECONDS >= SETTLED else []


def times(diaries: Iterable[Diary]) -> str:
    """A line for each thing that people do: how often, and how long they waited."""
    everybody: dict[str, list[float]] = defaultdict(list)
    for diary in diaries:
        for what, taken in diary.times.items():
            everybody[what] += taken
    lines = [f"{'':28}{'times':>7}{'p50':>9}{'p95':>9}{'p99':>9}{'longest':>9}   (ms)"]
    for what, taken in sorted(everybody.items()):
        taken.sort()
        at = [taken[min(len(taken) - 1, int(len(taken) * share))] * 1000 for share in (0.5, 0.95, 0.99, 1)]
        lines.append(f"{what:28}{len(taken):7}" + "".join(f"{one:9.0f}" for one in at))
    total = sum(len(taken) for taken in everybody.values())
    return "\n".join([*lines, f"{'everything':28}{total:7}, {total / SECONDS:.0f} a second"])


def main() -> int:
    servers.clean_up_when_told_to_stop()
    found: list[str] = []
    with own_database() as url:
        for name, where in (("SQLite", None), ("PostgreSQL", url)):
            if name == "PostgreSQL" and where is None:
                print("\nPostgreSQL: none here (DATABASE_URL, or Debian's postgresql); not loaded.")
                continue
            print(f"\n{name}: {CLIENTS} people for {SECONDS:.0f} seconds", flush=True)
            with tempfile.TemporaryDirectory(prefix="riskreg-load-") as folder:
                found += [f"{name}: {finding}" for finding in load(Path(folder), where, OWNERS[name])]
    for finding in found[:40]:
        print(finding)
    print(f"\n{'All is well.' if not found else f'{len(found)} findings.'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
