"""Who is at the door: turns the browser's cookie into a person with the roles that hold today."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from riskreg.core import clock, settings
from riskreg.core.extensions import db, login
from riskreg.core.transactions import writing
from riskreg.domain.devices import described
from riskreg.domain.errors import Conflict, RuleBroken, TooSoon
from riskreg.domain.permissions import Person
from riskreg.domain.roles import ROLE_LABELS
from riskreg.domain.sign_in import in_words, network_of
from riskreg.people import queries
from riskreg.people.models import User
from riskreg.people.operations import door, sessions
from riskreg.people.operations.sessions import himself, token_hash
from riskreg.web import error_pages, guards, navigation

SEEN, WHO, FORMS = "seen", "who", "csrf_token"
"""In the cookie: the moment of the last page, who signed in last, Flask-WTF's own secret."""

REFRESH = "refresh"
"""What riskreg.js says it is when it reads a page again by itself."""

SEEN_EVERY = 60
NOTED_EVERY = timedelta(minutes=10)
EXPIRED = (
    "La sessione è scaduta. Quello che hai scritto è qui sotto: entra di nuovo in un'altra scheda del browser, "
    "poi torna su questa e premi «Invia di nuovo»."
)
CONFINED = "Il tuo ruolo richiede il secondo fattore: attivalo, poi potrai usare riskreg."
ROOM_OF_THE_CONFINED = frozenset({"people.enable_second_factor", "people.sign_out", "static"})
"""All that is open to whoever must add a second factor first, besides what is open to everybody."""


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What flask-login carries around: the session's token, the user, and the person for the permission map."""

    token: str
    user: User
    person: Person
    is_confined: bool = False
    unread: int = 0
    """Notices not read yet, for the head of the page."""

    noted_at: datetime | None = None
    """When the database last heard of a page."""

    body_name: str | None = None
    """Read together with the rest; None where it was not."""

    def get_id(self) -> str:
        return self.token

    @property
    def name(self) -> str:
        return self.user.title

    @property
    def roles_label(self) -> str:
        """The first role with its unit, and how many more."""
        today = clock.today()
        held = [grant for grant in self.user.grants if grant.as_grant().holds_on(today)]
        if not held:
            lent = next((one.grant for one in self.user.deputations if one.holds_on(today)), None)
            return f"{ROLE_LABELS[lent.role]} in sostituzione di {lent.user.title}" if lent else "nessun ruolo"
        first = f"{ROLE_LABELS[held[0].role]} · {held[0].unit.name}" if held[0].unit.parent_id else ROLE_LABELS[held[0].role]
        more = {1: "", 2: " e un altro ruolo"}.get(len(held), f" e altri {len(held) - 1} ruoli")
        return first + more


def install(app: Flask) -> None:
    login.user_loader(_load)
    login.unauthorized_handler(_to_the_door)
    app.before_request(_confine)

    @app.after_request
    def remember(response: Response) -> Response:
        """The idle limit runs from the last page that a person asked for, not from one that reads itself again; written
        at most once a minute, in the signed cookie."""
        if g.get("person") is not None and request.headers.get("X-Requested-With") != REFRESH:
            seen = int(clock.now().timestamp())
            if abs(seen - session.get(SEEN, 0)) >= SEEN_EVERY:
                session[SEEN] = seen
            if response.status_code < 500:
                _note_in_database()
        return response


def _note_in_database() -> None:
    """For the list of one's own accesses. Nobody waits for it: if somebody is writing, the next page tells."""
    now = clock.now()
    if not current_user.is_authenticated or (current_user.noted_at and abs(now - current_user.noted_at) < NOTED_EVERY):
        return
    with contextlib.suppress(OperationalError), writing(patient=False):
        sessions.seen(current_user.token, now)


def _load(token: str) -> SignedIn | None:
    now = clock.now()
    idle = timedelta(seconds=now.timestamp() - session.get(SEEN, 0))
    if idle > settings.current().session_idle:
        return None
    met = queries.at_the_door(token_hash(token), now)
    if met is None or not met.session.user.can_sign_in:
        return None
    told = {"unread": 0 if met.session.is_confined else met.unread, "noted_at": met.session.seen_at, "body_name": met.body_name}
    return _signed_in(token, met.session.user, is_confined=met.session.is_confined, **told)


def _signed_in(token: str, user: User, *, is_confined: bool, **told: Any) -> SignedIn:
    """Whoever must add a second factor holds no role meanwhile: were a page left open to them, it would open nothing."""
    person = himself(user) if is_confined else queries.person(user, clock.today())
    return SignedIn(token, user, person, is_confined, **told)


def _confine() -> Any:
    """Every route but the few: the second factor first."""
    if request.endpoint in ROOM_OF_THE_CONFINED or "_user_id" not in session or not is_confined():
        return None
    guard = getattr(current_app.view_functions.get(request.endpoint or ""), "guard", None)
    if guard is not None and guard.permission is None:
        return None
    if guards.wants_to_write():
        return error_pages.page(403, CONFINED)
    return redirect(url_for("people.enable_second_factor", poi=_here()))


def is_confined() -> bool:
    return bool(current_user.is_authenticated and current_user.is_confined)


def _to_the_door() -> Any:
    if guards.wants_to_write():
        return error_pages.page(401, EXPIRED)
    return redirect(url_for("people.sign_in", poi=_here()))


def _here() -> str | None:
    here = request.full_path.rstrip("?")
    return here if here != "/" else None


def let_in(token: str, user: User, *, is_confined: bool = False) -> None:
    """A fresh cookie: nothing of the old session survives the sign-in but, for the same person, the secret of the forms,
    so that a page left open in another tab can still be sent."""
    kept = session.get(FORMS) if session.get(WHO, user.id) == user.id else None
    session.clear()
    session[WHO] = user.id
    session[SEEN] = int(clock.now().timestamp())
    if kept is not None:
        session[FORMS] = kept
    login_user(_signed_in(token, user, is_confined=is_confined, noted_at=clock.now()))


def let_out() -> None:
    logout_user()
    session.clear()


def current_token() -> str | None:
    return current_user.token if current_user.is_authenticated else None


def current_user_row() -> User:
    """The signed-in user's row, in a view that has a guard."""
    user: User = current_user.user
    return user


def network() -> str:
    """Where the request comes from, as attempts are counted."""
    return network_of(request.remote_addr)


@contextlib.contextmanager
def trying_password(email: str) -> Iterator[door.Attempt]:
    """What is judged inside was counted before, in a transaction of its own, and is settled whatever comes of it."""
    with writing(keeping=TooSoon):
        attempt = door.count_password(email, network(), at=clock.now())
    with _settled(attempt):
        yield attempt


@contextlib.contextmanager
def trying_code(user: User) -> Iterator[door.Attempt]:
    with writing(keeping=TooSoon):
        attempt = door.count_code(user.id, network(), at=clock.now())
    with _settled(attempt):
        yield attempt


@contextlib.contextmanager
def _settled(attempt: door.Attempt) -> Iterator[None]:
    """Whoever is right says so themselves, together with what follows from it."""
    try:
        yield
    except door.Mistaken as wrong:
        with writing():
            wait = door.mistaken(attempt, at=clock.now())
        said = f"{wrong.message} Potrai riprovare tra {in_words(wait)}." if wait else wrong.message
        raise RuleBroken(said, wrong.field) from None
    except (RuleBroken, Conflict):  # what was to follow is refused for a reason of its own
        with writing():
            (door.recognised if attempt.is_right else door.mistaken)(attempt, at=clock.now())
        raise
    except Exception:
        with contextlib.suppress(OperationalError), writing(patient=False):
            door.unsettled(attempt, at=clock.now())
        raise


def device() -> str:
    return described(request.user_agent.string)


def safe_path(path: str | None) -> str:
    """Where to go after signing in: a path of ours, never another host."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(char) < 32 for char in path):
        return "/"
    return path


def _body_name() -> str:
    body = queries.body()
    return body.short_name if body else "riskreg"


def shell(version: str) -> dict[str, Any]:
    """What the frame of every page shows. An error page must draw even when the database does not answer."""
    plain = {"app_version": version, "demo_day": clock.fixed_day(), "today_printed": clock.today()}
    try:
        signed = current_user if current_user and current_user.is_authenticated else None
        return plain | {
            "body_name": (signed and signed.body_name) or _body_name(),
            "person": signed,
            "navigation": navigation.shown() if signed and not signed.is_confined else [],
        }
    except SQLAlchemyError:
        db.session.rollback()
        return plain | {"body_name": "riskreg", "person": None, "navigation": []}
