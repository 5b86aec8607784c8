"""One rule for every password, whoever sets it and wherever: invitation, reset, own change, administrator, command line."""

from functools import cache

from riskreg.core import passwords, seeds
from riskreg.domain.errors import RuleBroken
from riskreg.domain.passwords import refusal
from riskreg.people import queries


@cache
def _common() -> tuple[str, ...]:
    return tuple(row["word"] for row in seeds.rows("reference/common_passwords.csv"))


def hashed(password: str, *names: str | None, field: str = "password") -> str:
    """The hash to keep, or the sentence that says what is wrong; `names` is what the person is called and written to."""
    body = queries.body()
    about = [name for name in names if name]
    sentence = refusal(password, common=_common(), names=about, body=[body.name, body.short_name] if body else [])
    if sentence is not None:
        raise RuleBroken(sentence, field)
    return passwords.hashed(password)
