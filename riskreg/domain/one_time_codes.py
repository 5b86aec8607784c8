"""Codes of the second factor: RFC 6238 (TOTP) over RFC 4226 (HOTP), and recovery codes for a lost phone."""

import base64
import hashlib
import hmac
import re
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

DIGITS = 6
STEP = 30
"""Seconds that a code is shown for."""

DRIFT = 1
"""Steps before and after that are taken too: clocks of phones differ (RFC 6238, 5.2)."""

KEY_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 7
_RECOVERY_LENGTH = 10


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def code(key: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step (RFC 4226, 5.3).

    >>> code(b"12345678901234567890", 59 // 30, digits=8)
    '94287082'
    """
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(key: bytes, typed: str, at: datetime, after: int) -> int | None:
    """The step that this code belongs to, if it may be used now: near enough, and later than the last one used
    (a code is good once, RFC 6238, 5.2). Every step is compared, so that time tells nothing.

    >>> from datetime import UTC
    >>> moment = datetime.fromtimestamp(59, UTC)
    >>> matching_step(b"12345678901234567890", "287 082", moment, after=0), matching_step(b"12345678901234567890", "287082", moment, after=1)
    (1, None)
    """
    given, now = re.sub(r"\s", "", typed), step_of(at)
    found = None
    for step in range(max(now - DRIFT, 0), now + DRIFT + 1):
        if hmac.compare_digest(code(key, step).encode(), given.encode()) and step > after:
            found = step
    return found


def key_text(key: bytes) -> str:
    """The key as people copy it by hand into the app, in fours.

    >>> key_text(b"12345678901234567890")
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ'
    """
    text = base64.b32encode(key).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def key_address(key: bytes, account: str, issuer: str) -> str:
    """What the square code says: the address that apps understand."""
    secret = base64.b32encode(key).decode().rstrip("=")
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer, 'digits': DIGITS, 'period': STEP}, quote_via=quote)}"


def recovery_text(chance: bytes) -> str:
    """A recovery code from bytes that nobody can guess: fifty bits, easy to read aloud.

    >>> recovery_text(bytes(7))
    'aaaaa-aaaaa'
    """
    letters = base64.b32encode(chance).decode().lower()[:_RECOVERY_LENGTH]
    return f"{letters[:5]}-{letters[5:]}"


def recovery_read(typed: str) -> str:
    """What was typed, whatever its capitals, spaces and dashes.

    >>> recovery_read(" K7QX2 mvb4l ")
    'k7qx2-mvb4l'
    """
    letters = re.sub(r"[^a-z0-9]", "", typed.casefold())[:_RECOVERY_LENGTH]
    return f"{letters[:5]}-{letters[5:]}"
