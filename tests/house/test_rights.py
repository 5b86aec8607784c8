"""Who may: every route × every role, own unit and another's, all methods, with the HTTP client, against the map."""

import pytest
from werkzeug.routing import Rule

from riskreg.core.extensions import db
from riskreg.domain.permissions import ANYWHERE, may
from riskreg.web import error_pages
from tests.house.rights import ADMIN, ASKED_AFTER_THE_GUARD, DOORS, NO_ROLE, ON_BODY, PEOPLE, VISITOR
from tests.house.world import OWN, World, rules

REFUSED = {401, 403, 404, 405}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET", "HEAD")
LET_IN = {200, 302, 422}
WHOEVER = (VISITOR, NO_ROLE, ADMIN + ON_BODY)
"""A method that a route does not have is refused before anybody asks who it is: three people are enough to see it."""

NOTHING_THERE = {
    "jobs.result": {404},
    "backups.download": {404},
    "assessments.answer_event": {404},
    "reports.kept_document": {404},
    "reports.performance_report_document": {404},
    "reports.performance_report_history": {404},
    "monitoring.compare": {404},
    "monitoring.compared": {404},
    "comments.answer": {404},
    "comments.ask": {404},
    "comments.detail": {404},
    "comments.reopen": {404},
    "comments.resolve": {404},
    "evidence.detail": {404},
    "evidence.download": {404},
    "evidence.history": {404},
    "evidence.replace": {404},
    "evidence.withdraw": {404},
    "people.open_link": {410},
    "people.choose_password": {410},
}
"""The guard lets in, and then there is no file to download, no link that is good; or nothing that this person could tell from nothing."""


def test_every_route_stands_in_the_table_of_rights(shared_app):
    missing = sorted(rules(shared_app).keys() - DOORS.keys())
    gone = sorted(DOORS.keys() - rules(shared_app).keys())
    assert not missing, f"say in tests/house/rights.py who may open: {', '.join(missing)}"
    assert not gone, f"tests/house/rights.py speaks of routes that are gone: {', '.join(gone)}"


@pytest.mark.parametrize("endpoint", DOORS)
def test_the_guard_says_what_the_table_says(world, endpoint):
    rule = rules(world.app)[endpoint]
    for place in world.places(rule):
        assert let_in(world, rule, place) == allowed(rule, place), f"{endpoint}, {place}: the guard and tests/house/rights.py differ"


def let_in(world: World, rule: Rule, place: str) -> frozenset[str]:
    """Whom the guard lets in, as the permission map answers."""
    guard = world.app.view_functions[rule.endpoint].guard
    if guard.permission is None:
        return frozenset(PEOPLE)
    found = set()
    for who in PEOPLE:
        scope = guard.scope(**world.arguments(rule, who, place)) if guard.scope else ANYWHERE
        more = ASKED_AFTER_THE_GUARD.get(rule.endpoint)
        if may(world.persons[who], guard.permission, scope) and (more is None or may(world.persons[who], more)):
            found.add(who)
    return frozenset(found)


@pytest.fixture
def _no_error_pages(monkeypatch):
    """Two requests in three are refused, and it is the status that is looked at: what the page says is tried in web/test_error_pages."""
    drawn = error_pages.page

    def page(code, message, way=None):
        if code not in REFUSED:
            return drawn(code, message, way)
        db.session.rollback()
        return "", code

    monkeypatch.setattr(error_pages, "page", page)


@pytest.mark.usefixtures("_no_error_pages")
@pytest.mark.parametrize("endpoint", DOORS)
def test_whoever_may_comes_in_and_nobody_else(world, endpoint):
    rule, before = rules(world.app)[endpoint], world.entries()
    wrong = [
        f"{method} {path} as {who}, {place}: {status}"
        for place in world.places(rule)
        for method in METHODS
        for who in knocking(rule, method, place)
        for path in [world.path(rule, who, place)]
        for status in [knock(world, rule, who, method, path, before)]
        if status not in expected(rule, who, method, place)
    ]
    assert not wrong, "\n".join(wrong)


def knocking(rule: Rule, method: str, place: str) -> tuple[str, ...]:
    """Everybody; but HEAD is GET without the page, behind the same guard: of those who come in, and of those who do not, one is enough.
    A method that the route does not have is refused wherever it leads."""
    if method not in (rule.methods or ()):
        return WHOEVER if place == OWN else ()
    if method != "HEAD":
        return PEOPLE
    let_in = allowed(rule, place)
    refused = set(PEOPLE) - let_in - {VISITOR}
    return tuple(who for who in PEOPLE if who in (VISITOR, min(let_in, default=None), min(refused, default=None)))


def allowed(rule: Rule, place: str) -> frozenset[str]:
    return DOORS[rule.endpoint].own if place == OWN else DOORS[rule.endpoint].elsewhere


def expected(rule: Rule, who: str, method: str, place: str) -> set[object]:
    if method not in (rule.methods or ()):
        return {405}
    if who in allowed(rule, place):
        return LET_IN | NOTHING_THERE.get(rule.endpoint, set())
    if who == VISITOR:
        return {"to the door"} if method in SAFE else {401}
    return {403}


def knock(world: World, rule: Rule, who: str, method: str, path: str, before: int) -> object:
    """The status of one request; a refused one must have left no trace, and every one is undone."""
    with world.undone():
        answer = world.ask(who, method, path)
        status: object = answer.status_code
        is_guarded = world.app.view_functions[rule.endpoint].guard.permission is not None
        if who == VISITOR and is_guarded and status == 302 and answer.headers["Location"].startswith("/entra"):
            status = "to the door"
        if status in (401, 403, 405, "to the door"):
            assert world.entries() == before, f"{method} {path} was refused to {who}, and something changed"
    return status
