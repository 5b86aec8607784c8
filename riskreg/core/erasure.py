"""Copies of what people wrote: kept by those who stand above the people whose names they may hold.

Whoever keeps copies says here how to forget them; erasing a person forgets them all, in the same transaction.

    @forgets
    def forget_rows(session: Session) -> None: …
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

Forget = Callable[[Session], None]

_keepers: list[Forget] = []


def forgets(keeper: Forget) -> Forget:
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def forget_copies(session: Session) -> None:
    """When a person is erased: any copy may name them, and every one of them can be made again."""
    for keeper in _keepers:
        keeper(session)
