"""The words of a message: the text that is kept, and the letter that is made of it, plain and HTML from the same facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from riskreg.core import links, settings
from riskreg.core.mail import Letter, Refused
from riskreg.core.places import TEMPLATES
from riskreg.domain import italian
from riskreg.domain.post import one_line
from riskreg.notifications.kinds import SHEETS, Kind
from riskreg.notifications.models import LONGEST_HEADLINE, Notice

SUBJECT = "Oggetto: "
TOKEN = "{token}"
BULLET = "- "
PLAIN, HTML = "emails/_letter.txt", "emails/_letter.html"
SECRET_CHANGED = "Il collegamento riservato non è più valido, perché è cambiata la chiave di riskreg: chiedine uno nuovo."
UNKNOWN = "Questa versione di riskreg non conosce questo tipo di messaggio."


@dataclass(frozen=True)
class SecretLink:
    """A link of which only its reader holds the token; see core/links.py. `path` holds `{token}` once."""

    purpose: str
    nonce: str
    path: str

    def __post_init__(self) -> None:
        if self.path.count(TOKEN) != 1:
            raise ValueError("the path of a secret link says once where the token stands")

    @property
    def token_hash(self) -> str:
        """What the link's owner looks it up by."""
        return links.hash_of(links.token_for(self.purpose, self.nonce))


class Words(NamedTuple):
    """What a message says: one line, and paragraphs parted by empty lines."""

    headline: str
    body: str


@dataclass(frozen=True)
class Block:
    """A paragraph, or the lines of a list."""

    lines: tuple[str, ...]
    is_list: bool

    @property
    def text(self) -> str:
        return "\n".join(BULLET + line for line in self.lines) if self.is_list else self.lines[0]


def words(kind: Kind, facts: Mapping[str, Any]) -> Words:
    """The kind's template with these facts. A fact that the template wants and nobody gave is an error, here and now."""
    head, _, rest = _texts().get_template(SHEETS[kind].template).render(**facts).strip().partition("\n")
    if not head.startswith(SUBJECT):
        raise ValueError(f"the first line of {SHEETS[kind].template} must be its subject")
    return Words(_headline(head.removeprefix(SUBJECT)), "\n\n".join(block.text for block in blocks(rest)))


def _headline(text: str) -> str:
    """A name may be as long as a whole headline; the letter itself says it in full."""
    said = one_line(text)
    return said if len(said) <= LONGEST_HEADLINE else f"{said[: LONGEST_HEADLINE - 1].rstrip()}…"


def blocks(body: str) -> list[Block]:
    """Paragraphs and lists, for whoever draws them.

    >>> [block.is_list for block in blocks("Scadono:\\n\\n- una misura\\n- un'altra")]
    [False, True]
    """
    found = []
    for part in body.split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith(BULLET) for line in lines):
            found.append(Block(tuple(line.removeprefix(BULLET) for line in lines), is_list=True))
        elif lines:
            found.append(Block((" ".join(lines),), is_list=False))
    return found


def composed(notice: Notice, body_name: str) -> Letter:
    """The letter of a notice. Here alone the token of a secret link exists, and it goes nowhere but into the letter."""
    if notice.kind not in SHEETS:
        raise Refused(UNKNOWN)
    kind = Kind(notice.kind)
    said = blocks(notice.body)
    facts = {
        "name": notice.recipient,
        "headline": notice.headline,
        "blocks": said,
        "link_after": min(SHEETS[kind].link_after or len(said), len(said)),
        "url": settings.current().url + _path(notice) if notice.path else "",
        "link_label": SHEETS[kind].link_label,
        "reason": SHEETS[kind].reason,
        "body_name": body_name,
    }
    return Letter(
        to_address=notice.address,
        to_name=notice.recipient,
        from_name=f"riskreg · {body_name}",
        subject=notice.headline,
        text=_texts().get_template(PLAIN).render(**facts).strip() + "\n",
        html=_pages().get_template(HTML).render(**facts),
        message_id=f"riskreg-{notice.id}-{notice.digest[:16]}",
        written_at=notice.queued_at,
    )


def _path(notice: Notice) -> str:
    if notice.link_nonce is None or notice.link_purpose is None:
        return notice.path
    token = links.token_for(notice.link_purpose, notice.link_nonce)
    if links.hash_of(token) != notice.link_hash:
        raise Refused(SECRET_CHANGED)
    return notice.path.replace(TOKEN, token)


def _one_line_each(value: Any) -> Any:
    """A fact is never more than its own line: a name with an empty line in it would begin a paragraph of its own."""
    return one_line(value) if isinstance(value, str) else value


@cache
def _texts() -> Environment:
    return _environment(autoescape=False, finalize=_one_line_each)


@cache
def _pages() -> Environment:
    return _environment(autoescape=True)


def _environment(**more: Any) -> Environment:
    """Apart from the pages': whoever sends has no request."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **more)  # noqa: S701  # plain text needs no escaping, HTML gets it
    made.filters |= {
        "date": italian.write_date,
        "long_date": italian.write_long_date,
        "moment": lambda moment: italian.write_moment(moment).replace(", ", " alle "),
        "number": italian.write_number,
        "percent": italian.write_percent,
    }
    return made
