"""Whoever comes for a step that cannot be taken any more: somebody was quicker, or it is the back button."""

from flask import flash, redirect, request, url_for

from riskreg.assessments.views import bp
from riskreg.core.transactions import SAFE_METHODS
from riskreg.domain.errors import WrongState
from riskreg.web import error_pages


@bp.errorhandler(WrongState)
def overtaken(error: WrongState):
    """Nothing was typed yet: the sheet says what it is now, and why. What was typed is kept, with the way to the sheet."""
    number = (request.view_args or {}).get("assessment_id")
    if number is None:
        return error_pages.page(422, error.message)
    sheet = url_for("assessments.detail", assessment_id=number)
    if request.method in SAFE_METHODS:
        flash(error.message, "warning")
        return redirect(sheet)
    return error_pages.page(422, error.message, ("Apri la valutazione", sheet))
