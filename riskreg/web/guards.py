"""A guard on every route. A view says which permission it needs; a view that says nothing is refused.

`scope` turns the address's parts into what the permission map asks (the unit with those above it, the owner):
the page, the button that leads to it and the tests of the house all ask the same question.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec

from flask import abort, current_app, g, request
from flask_login import current_user
from werkzeug.wrappers import Response

from riskreg.core.extensions import login
from riskreg.core.transactions import SAFE_METHODS
from riskreg.domain.errors import NotAllowed
from riskreg.domain.permissions import ANYWHERE, Permission, Person, Scope, acting, insist, may

P = ParamSpec("P")
View = Callable[P, Any]
ScopeOf = Callable[..., Scope]


class Guard(NamedTuple):
    """What stands at a route's door: a permission, or nothing because the page is for everybody."""

    permission: Permission | None
    scope: ScopeOf | None = None


def requires(permission: Permission, scope: ScopeOf | None = None) -> Callable[[View[P]], View[P]]:
    """Let in whoever may; `scope` gets the address's parts (`unit_id=…`) and says where the permission is asked."""

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Any:
            person = current_person()
            if person is None:
                return login.unauthorized()
            asked = scope(**kwargs) if scope else ANYWHERE
            insist(person, permission, asked)
            g.person, g.asked_scope = acting(person, permission, asked), asked
            return view(*args, **kwargs)

        wrapped.guard = Guard(permission, scope)  # type: ignore[attr-defined]  # read below and by the house's tests
        return wrapped

    return guarded


def public(view: View[P]) -> View[P]:
    """For the few pages that need no sign-in."""
    view.guard = Guard(None)  # type: ignore[attr-defined]  # read below and by the house's tests
    return view


def refuse_unguarded() -> Response | None:
    """The last line of defence: a route somebody forgot to guard answers nobody."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not hasattr(view, "guard") and request.endpoint != "static":
        abort(403)
    return None


def current_person() -> Person | None:
    """Who is signed in, as the permission map sees them; asked of the doorkeeper of `people` once, by whoever asks first.
    That may be an error page: an address that does not exist has no guard."""
    if g.get("person") is None:
        g.person = getattr(current_user, "person", None)
    person: Person | None = g.person
    return person


def signed_in() -> Person:
    """The actor for operations, in a view that has a guard."""
    person = current_person()
    if person is None:
        raise NotAllowed
    return person


def asked_scope() -> Scope:
    """Where the guard of this view has asked: for a page whose buttons stand in the same place, without looking for it again."""
    found: Scope = g.get("asked_scope", ANYWHERE)
    return found


def can(permission: str, scope: Scope = ANYWHERE) -> bool:
    """For templates and menus: nobody sees a button that would be refused."""
    return may(current_person(), Permission(permission), scope)


def wants_to_write() -> bool:
    return request.method not in SAFE_METHODS
