"""A guard on every route, one commit at the edge."""

import inspect
import re

import pytest
from flask import Flask

from riskreg.core.transactions import SAFE_METHODS
from riskreg.domain.permissions import Permission
from riskreg.web.guards import Guard

COUNTED = "every attempt is counted for good, also when it is refused, and the slow check of a password holds no lock"
OPENS_ITS_OWN_TRANSACTION = {
    "people.change_own_password": COUNTED,
    "people.choose_password": "whoever comes with a link has no session yet; the slow hash holds no lock",
    "people.disable_second_factor": COUNTED,
    "people.enable_second_factor": COUNTED,
    "people.enter_code": COUNTED,
    "people.enter_recovery_code": COUNTED,
    "people.forgotten_password": COUNTED,
    "people.renew_recovery_codes": COUNTED,
    "people.sign_in": "the password is checked before the write lock is taken: a slow hash must not keep others waiting",
    "evidence.new": "files are read, hashed and stored before the write lock is taken",
    "evidence.replace": "as above",
    "evidence.download": "the content is read whole, to see that nobody altered it, before the write lock is taken",
    "monitoring.answer": "as above: what shows it is chosen in the very form",
    "imports.upload": "a file is received, read and judged on paper before the write lock is taken",
    "imports.columns": "as above: the rows are judged on paper first",
    "imports.again": "as above",
    "imports.apply": "the rows are read again before the write lock is taken; what overtook them is told after it is let go",
    "imports.drop": "as the others, so that all of them have one way",
}
FOR_EVERYBODY = {
    "gallery.components": "the components, without a row of anybody's; not served in production",
    "health.alive": "whoever watches the process has no account",
    "health.ready": "as above",
    "people.choose_password": "whoever comes with a mailed link has no password yet",
    "people.enter_code": "the second step of the door",
    "people.enter_recovery_code": "as above",
    "people.forgotten_password": "whoever cannot get in",
    "people.letter_asked": "as above",
    "people.open_link": "whoever comes with a mailed link",
    "pages.show": "the law wants them within everybody's reach",
    "people.sign_in": "the door itself",
}


def guarded_views(app: Flask) -> dict[str, object]:
    return {endpoint: view for endpoint, view in app.view_functions.items() if endpoint != "static"}


def test_every_route_has_a_guard(shared_app):
    bare = sorted(endpoint for endpoint, view in guarded_views(shared_app).items() if not isinstance(getattr(view, "guard", None), Guard))
    assert not bare, f"wear @requires or @public: {', '.join(bare)}"


def test_only_the_pages_named_here_are_for_everybody(shared_app):
    found = {endpoint for endpoint, view in guarded_views(shared_app).items() if view.guard.permission is None}
    assert found == FOR_EVERYBODY.keys()


def test_a_route_that_somebody_forgot_to_guard_answers_nobody(shared_app):
    """Tried on an application of its own, because routes cannot be taken away."""
    app = Flask("bare")
    from riskreg.web import guards

    app.before_request(guards.refuse_unguarded)
    app.add_url_rule("/scoperta", view_func=lambda: "secret")
    answer = app.test_client().get("/scoperta")
    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_every_view_that_changes_something_commits_at_the_edge(shared_app):
    loose = []
    for rule in shared_app.url_map.iter_rules():
        view = shared_app.view_functions[rule.endpoint]
        if (rule.methods or set()) <= SAFE_METHODS or rule.endpoint in OPENS_ITS_OWN_TRANSACTION:
            continue
        if not getattr(view, "commits", False):
            loose.append(rule.endpoint)
    assert not loose, f"wear @commits: {', '.join(loose)}"


@pytest.mark.parametrize("endpoint", OPENS_ITS_OWN_TRANSACTION)
def test_the_exceptions_write_inside_a_transaction_of_their_own(shared_app, endpoint):
    view = inspect.unwrap(shared_app.view_functions[endpoint])
    module = inspect.getsource(inspect.getmodule(view))
    assert re.search(r"with [^\n]*\bwriting\(\):", module)


def test_no_permission_is_asked_nowhere(shared_app):
    """A permission nobody asks is a promise that nothing keeps."""
    from riskreg.jobs.kinds import all_kinds
    from riskreg.web.navigation import MENU
    from tests.house.sources import python_files

    asked = {view.guard.permission for view in guarded_views(shared_app).values()}
    asked |= {known.permission for known in all_kinds()} | {entry.permission for group in MENU for entry in group.entries}
    text = "".join(path.read_text() for path in python_files() if path.name != "permissions.py")
    unused = [permission for permission in Permission if permission not in asked and f"Permission.{permission.name}" not in text]
    assert not unused
