"""A process becomes several, several become one."""

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.people import queries as people
from riskreg.register import queries
from riskreg.register.forms import MergeProcessForm, SplitProcessForm, split_form
from riskreg.register.operations import reshaping as operations
from riskreg.register.operations.processes import NewProcess, ProcessText
from riskreg.register.views import bp
from riskreg.register.views.shared import acting, back_to, page, saved
from riskreg.web.guards import requires


@bp.route("/registro/processi/<int:process_id>/dividi", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def split_process(process_id: int):
    process = queries.process(process_id)
    there = [(phase.id, phase.name) for phase in process.phases if phase.retired_on is None]
    form = split_form(SplitProcessForm, there)(obj=process, on=clock.today())
    if form.accepts(lambda: _split(process, form)):
        return saved(back_to(process), "Processo diviso: le nuove schede derivano da questa.")
    lead = (
        "Il processo si ritira e al suo posto nascono i nuovi, nella stessa area e unità. Ogni fase va in uno di essi, con eventi e misure."
    )
    return page(
        form, process, "Dividi il processo", fields="register/_split_fields.html", submit="Dividi", lead=lead, what="processo", parts=there
    )


def _split(process, form):
    unit = people.present_owner(process.unit_id, clock.today())  # its own may be closed
    parts = [NewProcess(ProcessText("", name), process.area_id, unit.id, form.on.data) for name in form.names()]
    return operations.split(
        process, parts, form.places(), on=form.on.data, because=form.because.data, version=form.version.data, **acting()
    )


@bp.route("/registro/processi/<int:process_id>/accorpa", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def merge_processes(process_id: int):
    process = queries.process(process_id)
    form = MergeProcessForm(obj=process, on=clock.today())
    form.others.choices = [(str(one.id), one.title) for one in queries.active_processes(clock.today()) if one.id != process.id]
    if form.accepts(lambda: _merge(process, form)):
        return saved(back_to(process), "Processi accorpati in questo.")
    lead = "Le fasi dei processi che scegli passano a questo, dopo le sue, con eventi e misure; gli altri si ritirano."
    return page(form, process, "Accorpa altri processi", submit="Accorpa", lead=lead)


def _merge(process, form):
    others = [queries.process(int(number)) for number in form.others.data]
    return operations.merge(others, process, on=form.on.data, because=form.because.data, version=form.version.data, **acting())
