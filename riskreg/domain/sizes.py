"""How large a file is, as people say it."""

from decimal import Decimal

from riskreg.domain.italian import write_number


def write_size(size: int) -> str:
    """How large a file is, as people say it.

    >>> write_size(1_234_567), write_size(999)
    ('1,2 MB', '999 byte')
    """
    for power, unit in ((9, "GB"), (6, "MB"), (3, "kB")):
        if size >= 10**power:
            return f"{write_number(Decimal(size) / 10**power, 1)} {unit}"
    return f"{write_number(size)} byte"
