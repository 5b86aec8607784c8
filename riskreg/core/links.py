"""Secret links for mails (an invitation, a new password) of which the database holds nothing that opens.

The token is derived, not stored: HMAC-SHA256 over a purpose and a random nonce, with a key made from RISKREG_SECRET.
Whoever owns the link keeps its `nonce` and `hash_of(token)` in its own row; the notice in the outbox keeps the nonce.
The token itself exists in the letter, while it is composed, and in the reader's browser. So a letter that is tried again
carries the same link, and neither database nor backup nor log nor the page of the post can show it.

    nonce = links.new_nonce()
    row.nonce, row.token_hash = nonce, links.hash_of(links.token_for("invitation", nonce))
    notices.queue(user, Kind.INVITATION, link=SecretLink("invitation", nonce, "/accesso/{token}"), …)

and, when somebody comes with a token:

    row = … where token_hash == links.hash_of(token) …      # and not used, and not expired: that is the row's to know

A token is as long as the link lives; a change of RISKREG_SECRET makes new ones. What was already sent still opens,
because the row keeps the hash of what was sent; what still waits is refused by the sender, with a sentence.
"""

import base64
import hashlib
import hmac
import secrets

from riskreg.core import settings

_LABEL = b"riskreg secret links, first kind"


def new_nonce() -> str:
    """One per link, also when an old one is sent anew: 64 hexadecimal digits."""
    return secrets.token_hex(32)


def token_for(purpose: str, nonce: str) -> str:
    """The token of the link: 43 characters that may stand in an address. `purpose` keeps an invitation from being used as
    something else."""
    key = hmac.digest(settings.current().secret.encode(), _LABEL, "sha256")
    message = f"{purpose}\n{nonce}".encode()
    return base64.urlsafe_b64encode(hmac.digest(key, message, "sha256")).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What a row may keep of a token, and look it up by: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
