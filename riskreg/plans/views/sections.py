"""What an edition says in words: read with its figures, written while it is a draft, looked at before it is saved."""

from itertools import groupby

from flask import render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain import live_figures
from riskreg.domain.narrative import PLACE_LABELS
from riskreg.domain.permissions import Permission
from riskreg.plans import queries
from riskreg.plans.forms import AskForm
from riskreg.plans.forms.sections import SectionForm, ShownSection
from riskreg.plans.operations import sections as operations
from riskreg.plans.operations.lines import must_be_draft
from riskreg.plans.operations.sections import SectionText
from riskreg.plans.queries import live
from riskreg.plans.queries import sections as of_edition
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, asks, edition_read, last_change, saved, trail_to
from riskreg.register.views.phases import steps_asked
from riskreg.web.guards import requires

LIST = "Testi del piano"
LOOK = "anteprima"


def _list(one, section=None) -> str:
    return url_for("plans.sections", edition_id=one.id, _anchor=f"testo-{section.id}" if section else None)


def _trail(one, title: str):
    return trail_to(one, (LIST, _list(one)), (title, None))


def _text(form) -> SectionText:
    return SectionText(form.heading.data, form.text.data, form.chosen_place())


@bp.get("/piani/<int:edition_id>/testi")
@requires(Permission.PLAN_READ)
def sections(edition_id: int):
    one = edition_read(edition_id)
    found = of_edition.told(one, clock.today())
    by_place = [(PLACE_LABELS[place], list(those)) for place, those in groupby(found, key=lambda each: each.section.place)]
    before = of_edition.to_take_over(one) if one.is_draft and not found else None
    return render_template("plans/sections.html", one=one, by_place=by_place, before=before, breadcrumbs=trail_to(one, (LIST, None)))


@bp.route("/piani/<int:edition_id>/testi/nuovo", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def new_section(edition_id: int):
    one = queries.edition(edition_id)
    must_be_draft(one)
    form = SectionForm()
    del form.version
    if LOOK not in request.form and form.accepts(lambda: operations.add(one, _text(form), **acting())):
        return saved(_list(one, form.result), f"Testo aggiunto: {form.result.heading}.")
    return _form(form, one, "Nuovo testo", submit="Aggiungi il testo", back=_list(one))


@bp.route("/piani/testi/<int:section_id>/modifica", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def edit_section(section_id: int):
    found = of_edition.section(section_id)
    one = found.edition
    must_be_draft(one)
    form = SectionForm(obj=ShownSection(found))
    if LOOK not in request.form and form.accepts(lambda: operations.change(found, _text(form), version=form.version.data, **acting())):
        return saved(_list(one, found), "Testo salvato.")
    return _form(form, one, "Modifica il testo", submit="Salva", back=_list(one, found))


def _form(form, one, title: str, **more):
    """With the figures that it may name; and, when somebody wants to see it first, the text as it would be read."""
    known = live.figures_of(one, clock.today())
    text = form.text.data or ""
    looks = LOOK in request.form
    return render_template(
        "plans/section_form.html",
        form=form,
        one=one,
        title=title,
        groups=[(group, [each for each in known if each.group == group]) for group in live_figures.GROUPS],
        look=live_figures.filled(text, known) if looks else None,
        lacking=live_figures.lacking(text, known, also_waiting=True) if looks else [],
        overtaken_by=last_change(one) if form.conflict else None,
        breadcrumbs=_trail(one, title),
        **more,
    ), form.status


@bp.post("/piani/testi/<int:section_id>/ordine")
@requires(Permission.PLAN_EDIT)
@commits
def shift_section(section_id: int):
    found = of_edition.section(section_id)
    operations.shift(found, steps_asked(), **acting())
    return saved(_list(found.edition, found), f"Testo spostato: {found.heading}.")


@bp.post("/piani/<int:edition_id>/testi/riprendi")
@requires(Permission.PLAN_EDIT)
@commits
def take_over_sections(edition_id: int):
    one = queries.edition(edition_id)
    operations.take_over(one, **acting())
    return saved(_list(one), "Testi ripresi dall'edizione di prima: le cifre fra doppie graffe sono quelle di questa bozza.")


@bp.route("/piani/testi/<int:section_id>/togli", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def drop_section(section_id: int):
    found = of_edition.section(section_id)
    one, heading = found.edition, found.heading
    must_be_draft(one)
    form = AskForm(obj=one)
    form.failure = "Il testo non è stato tolto"
    if form.accepts(lambda: operations.drop(found, version=form.version.data, **acting())):
        return saved(_list(one), f"Testo tolto dalla bozza: {heading}.")
    what = ["Le cifre che nomina restano dove sono.", "Quello che diceva resta nella cronologia."]
    more = {"tone": "danger", "cancel_url": _list(one, found), "breadcrumbs": _trail(one, "Togli il testo")}
    return asks(form, one, "Togli il testo", f"Vuoi togliere «{heading}» dalla bozza?", what, **more)
