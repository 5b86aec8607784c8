"""Passwords: argon2id, one place for hashing and checking."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# Checked when nobody has the address given, so that an unknown address answers as slowly as a wrong password. Written
# here, with the costs of the hashes that we make: making it would delay the start of every process by an eighth of a second.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$xxM5bmFlaSV6dTIEvgG9Lw$DBCMFytFw4gWpGvE6ZAKMxGo8VFSCzBIhP+CTl6Nn8o"


def hashed(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
