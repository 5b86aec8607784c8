"""What the database may hold of a secret: sealed texts and keyed hashes, both useless without RISKREG_SECRET.

Each use has a key of its own, derived from the secret by HKDF, so that none can stand in for another. `cryptography` is read when something
is sealed or opened: no start waits for it.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from riskreg.core import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class CannotOpen(Exception):
    """It was sealed with another secret, was altered, or is older than allowed."""


@cache
def _key(secret: str, use: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"riskreg {use}".encode()).derive(secret.encode())


def _box(use: str) -> "Fernet":
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(_key(settings.current().secret, use)))


def seal(use: str, content: bytes, at: datetime) -> str:
    return _box(use).encrypt_at_time(content, int(at.timestamp())).decode()


def unseal(use: str, sealed: str, *, at: datetime | None = None, lasts: int | None = None) -> bytes:
    """`lasts` (seconds, counted at `at`) refuses what was sealed long ago."""
    from cryptography.fernet import InvalidToken

    try:
        if lasts is not None and at is not None:
            return _box(use).decrypt_at_time(sealed.encode(), ttl=lasts, current_time=int(at.timestamp()))
        return _box(use).decrypt(sealed.encode())
    except InvalidToken as error:
        raise CannotOpen from error


def keyed_hash(use: str, text: str) -> str:
    """For what must be found again but not read, and is too easy to guess for a plain hash."""
    return hmac.new(_key(settings.current().secret, use), text.encode(), hashlib.sha256).hexdigest()
