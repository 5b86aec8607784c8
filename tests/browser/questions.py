"""The pages of questions in their states: name, who, whether the question is open, what follows in the address, whether it is sent empty."""

from sqlalchemy import select

from riskreg.comments.models import Question
from riskreg.domain.roles import Role
from tests.browser.site import Site

COMPLIANCE, OIV, RPCT = Role.COMPLIANCE, Role.OIV, Role.RPCT


def asked(site: Site, is_open: bool, more: str) -> str:
    return f"/domande/{_one(site, Question.id, is_open)}{more}"


def of_its_sheet(site: Site, is_open: bool, more: str) -> str:
    return f"/domande/di/valutazione/{_one(site, Question.about_id, is_open)}{more}"


def sheet(site: Site, is_open: bool, more: str) -> str:
    return f"/valutazioni/{_one(site, Question.about_id, is_open)}{more}"


def _one(site: Site, column, is_open: bool) -> int:
    return site._one(select(column).where(Question.resolved_at.is_(None) if is_open else Question.resolved_at.is_not(None)))


PAGES = [
    ("question: on its sheet, open", COMPLIANCE, sheet, True, "", False),
    ("question: on its sheet, resolved", RPCT, sheet, False, "", False),
    ("question: on the form", COMPLIANCE, sheet, True, "/risposte", False),
    ("question: open", OIV, asked, True, "", False),
    ("question: resolved", RPCT, asked, False, "", False),
    ("question: answer", COMPLIANCE, asked, True, "/rispondi", False),
    ("question: answer, empty", COMPLIANCE, asked, True, "/rispondi", True),
    ("question: new", COMPLIANCE, of_its_sheet, True, "/nuova?sezione=giudizio", False),
    ("question: new, empty", RPCT, of_its_sheet, True, "/nuova", True),
]
