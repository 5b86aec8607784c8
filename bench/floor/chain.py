"""A bare chain read again: the hashes of the trail, nothing else."""

import hashlib
from pathlib import Path

from sqlalchemy import create_engine, text

EVERYTHING = "SELECT id, at, actor, tag, subject, diff, previous_hash, hash FROM audit_entry ORDER BY id"


def verify(database: Path) -> int:
    """How many links hold; raises at the first that does not."""
    previous, count = "0" * 64, 0
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect().execution_options(yield_per=5_000) as connection:
        for number, at, actor, tag, subject, diff, stated_previous, stated in connection.execute(text(EVERYTHING)):
            moment = f"{at.replace(' ', 'T')}Z"
            found = hashlib.sha256("\n".join((str(number), moment, actor, tag, subject, diff, previous)).encode()).hexdigest()
            if stated_previous != previous or found != stated:
                raise ValueError(f"entry {number}")
            previous, count = found, number
    engine.dispose()
    return count
