"""What a browser holds between two pages of the door, in its signed cookie and sealed: who has given the password and not yet
the code, a key that is being put into an app, recovery codes that were not yet put away, which link somebody came with."""

import json

from flask import session

from riskreg.core import clock
from riskreg.core.sealing import CannotOpen, keyed_hash, seal, unseal
from riskreg.domain.one_time_codes import KEY_BYTES
from riskreg.domain.sign_in import AFTER_PASSWORD
from riskreg.people import queries
from riskreg.people.models import User
from riskreg.people.operations import second_factors

PASSED, KEY, CODES, LINK, ADDRESS = "passed", "key", "codes", "link", "address"
A_QUARTER = 15 * 60
"""Seconds that a key or the recovery codes wait for their owner."""


def _put(name: str, content: object) -> None:
    session[name] = seal(f"halfway {name}", json.dumps(content).encode(), clock.now())


def _held(name: str, lasts: float) -> object:
    """None when it is not there, too old, or not ours."""
    if name not in session:
        return None
    try:
        return json.loads(unseal(f"halfway {name}", session[name], at=clock.now(), lasts=int(lasts)))
    except CannotOpen:
        session.pop(name, None)
        return None


def drop(name: str) -> None:
    session.pop(name, None)


# The password was right


def pass_password(user: User) -> None:
    _put(PASSED, [user.id, _state_of(user)])


def who_passed() -> User | None:
    """Whoever gave the right password a moment ago, on an account that has not changed since."""
    held = _held(PASSED, AFTER_PASSWORD.total_seconds())
    if not isinstance(held, list):
        return None
    user = queries.user(held[0])
    return user if user.can_sign_in and _state_of(user) == held[1] else None


def _state_of(user: User) -> str:
    return keyed_hash("password passed", f"{user.id}:{user.password_hash}")


# A key on its way into an app


def key_on_offer() -> bytes:
    """The same as long as the page is being filled in, so that a mistyped code does not ask for another picture."""
    held = _held(KEY, A_QUARTER)
    key = bytes.fromhex(str(held)) if held else b""
    if len(key) != KEY_BYTES:
        key = second_factors.new_key()
        _put(KEY, key.hex())
    return key


# Recovery codes, until they are put away


def show_codes(codes: list[str]) -> None:
    drop(KEY)
    _put(CODES, codes)


def codes_to_show() -> list[str]:
    held = _held(CODES, A_QUARTER)
    return [str(code) for code in held] if isinstance(held, list) else []


# An address that was typed at the door, so that nobody types it twice; never in a page's own address, which logs keep


def keep_address(email: str) -> None:
    _put(ADDRESS, email)


def address_kept() -> str | None:
    held = _held(ADDRESS, A_QUARTER)
    return held if isinstance(held, str) else None


# A link that was opened


def keep_link(link_id: int) -> None:
    _put(LINK, link_id)


def link_kept() -> int | None:
    held = _held(LINK, 60 * 60)
    return held if isinstance(held, int) else None
