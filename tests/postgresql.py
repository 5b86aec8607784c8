"""A real PostgreSQL for the tests: a URL from the environment, or a cluster of its own made with Debian's binaries."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY, DISK = Path("/dev/shm"), Path("/tmp")  # noqa: S108  # folders of our own are made in them
ROOM = 4 * 1024**3


def scratch() -> Path:
    """Where what the tests make is kept: in memory if there is room, and what is installed there may be run (a container may refuse it).
    A disk waits, at each commit, for what nobody will read again."""
    if not os.access(MEMORY, os.W_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return DISK
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOM else DISK


FASTER = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a database to which new ones can be added beside."""
    if given := os.environ.get("RISKREG_TEST_PG"):
        yield given
        return
    binaries = _binaries()
    if binaries is None:
        pytest.fail("No PostgreSQL for the tests: set RISKREG_TEST_PG to a URL, or install Debian's postgresql.")
    # The path must stay short: a socket's may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="rrpg", dir=scratch()))
    prefix: list[str] = []
    if os.geteuid() == 0:  # initdb refuses root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        prefix = ["runuser", "-u", "postgres", "--"]

    def run(name: str, *arguments: str) -> None:
        subprocess.run([*prefix, str(binaries / name), "-D", f"{folder}/d", *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(
        "initdb",
        "-A",
        "trust",
        "-U",
        "postgres",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=icu",
        "--icu-locale=it-IT",
    )
    run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", f"-k {folder} -c listen_addresses='' {FASTER}", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
