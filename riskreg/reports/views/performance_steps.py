"""What moves a Relazione sulla performance: begun, written, approved, judged by the OIV, published, revised. Each page says what follows."""

from types import SimpleNamespace

from flask import redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.italian import plural, write_date
from riskreg.domain.performance.report import Act, Judgment, due_on
from riskreg.domain.permissions import Permission
from riskreg.performance.operations import reports as operations
from riskreg.performance.queries import reports
from riskreg.reports.forms import ApproveForm, AskForm, JudgeForm, PublishForm, ReviseForm, TextForm
from riskreg.reports.views import bp
from riskreg.reports.views.performance import YEAR, acting, here, saved, trail_to
from riskreg.web.guards import requires

APPROVE = "Registra l'approvazione"
APPROVED_FOR_GOOD = (
    "La relazione e i suoi documenti (PDF, pagina web, Word, Excel, JSON) si conservano come sono in questo momento e non cambiano più."
)


def _last(year: int):
    found = reports.last_of(year)
    if found is None:
        raise Missing
    return found


def _last_approved(year: int):
    """The one that the OIV looks at and the body publishes; of a year with a draft alone, the draft, which says why nothing can be done yet."""
    return next((each for each in reports.of_year(year) if each.is_frozen), None) or _last(year)


def _trail(one, title: str):
    return trail_to(one.year, (str(one.year), here(one.year)), (title, None))


def _asks(form, one, title: str, question: str, consequences: list[str], **more):
    given = {"confirm_label": title, "tone": "primary", "lists": [], "cancel_url": here(one.year), "breadcrumbs": _trail(one, title)}
    return render_template(
        "confirm.html", form=form, title=title, question=question, consequences=consequences, **(given | more)
    ), form.status


@bp.post(f"{YEAR}/comincia")
@requires(Permission.PERFORMANCE_REPORT_PREPARE)
@commits
def begin_performance_report(year: int):
    operations.begin(year, **acting())
    return saved(here(year), f"Relazione sul {year} cominciata: scrivi i testi; le cifre le mette riskreg.")


@bp.route(f"{YEAR}/testi/<section>", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_REPORT_PREPARE)
@commits
def write_performance_report(year: int, section: str):
    one = _last(year)
    if one.is_frozen:
        return redirect(here(year))
    found, back = reports.section_of(one, section), here(year, _anchor=f"testo-{section}")
    form = TextForm(obj=found)
    if form.accepts(lambda: operations.write(found, form.text.data or "", version=form.version.data, **acting())):
        return saved(back, f"Testo salvato: {found.title}.")
    overtaken = next(iter(reading.shown(trail([one.subject], limit=1))), None) if form.conflict else None
    return render_template(
        "reports/performance/text.html", form=form, one=one, section=found, back=back, overtaken_by=overtaken, breadcrumbs=_trail(one, found.title)
    ), form.status  # fmt: skip


@bp.route(f"{YEAR}/approvazione", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_REPORT_PREPARE)
@commits
def approve_performance_report(year: int):
    one = _last(year)
    ready, form = reports.readiness(one), ApproveForm(obj=one)
    form.suggest(clock.today())
    if form.accepts(lambda: operations.approve(one, _act(form), version=form.version.data, **acting())):
        return saved(here(year), "Approvazione registrata: la relazione non cambia più. L'OIV è avvisato.")
    if one.is_draft and not ready.is_ready:
        return _not_yet(form, one)
    what = [APPROVED_FOR_GOOD, *_to_know(ready), "L'OIV riceve un avviso."]
    return _asks(form, one, APPROVE, f"Vuoi registrare l'atto che approva la {one.title}?", what)


def _not_yet(form, one):
    """What is lacking, with the way to mend it; there is nothing to fill in."""
    is_over = clock.today().year > one.year
    close = SimpleNamespace(title=f"Chiudi il {one.year}", endpoint="performance.close", arguments={"year": one.year})
    why = "Finché l'anno è aperto i risultati possono cambiare: l'organo approva quelli di un anno chiuso."
    if not is_over:
        why = f"{why} Il {one.year} non è finito: si chiude dal 1° gennaio {one.year + 1}."
    more = {"confirm_label": "", "lists": [("Che cosa manca", why, [close] if is_over else [])]}
    for name in ("act_body", "act_number", "approved_on"):
        del form[name]
    return _asks(form, one, APPROVE, f"Il {one.year} non è ancora chiuso", [], **more)


def _act(form: ApproveForm) -> Act:
    return Act(form.act_body.data, form.act_number.data, form.approved_on.data)


def _to_know(ready):
    """What does not stop anybody, and should be seen first."""
    if ready.to_judge:
        yield f"{plural(ready.to_judge, 'indicatore resta da valutare', 'indicatori restano da valutare')}: la relazione lo dice."
    if ready.unwritten:
        yield f"{plural(len(ready.unwritten), 'sezione è vuota e non si stampa', 'sezioni sono vuote e non si stampano')}."


@bp.route(f"{YEAR}/validazione", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_REPORT_VALIDATE)
@commits
def judge_performance_report(year: int):
    one = _last_approved(year)
    form = JudgeForm(obj=one, outcome=one.oiv_outcome)
    form.suggest(clock.today())

    def save():
        judgment = Judgment(form.chosen(), form.oiv_on.data, form.oiv_protocol.data, form.oiv_text.data or "")
        return operations.judge(one, judgment, version=form.version.data, **acting())

    if form.accepts(save):
        return saved(here(year, one.revision), f"Esito registrato: {one.outcome_label.lower()}. Chi prepara la relazione è avvisato.")
    what = ["Validata, con o senza osservazioni, va pubblicata.", "Non validata, resta com'è e non si pubblica: chi la prepara apre una revisione, che tornerà all'OIV.",
            "L'esito registrato non si cambia più."]  # fmt: skip
    return _asks(form, one, "Registra l'esito dell'OIV", f"Qual è l'esito sulla {one.title}?", what)


@bp.route(f"{YEAR}/pubblicazione", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_REPORT_PREPARE)
@commits
def publish_performance_report(year: int):
    one = _last_approved(year)
    form = PublishForm(obj=one)
    form.suggest(clock.today())
    if form.accepts(
        lambda: operations.publish(one, on=form.published_on.data, address=form.published_at.data, version=form.version.data, **acting())
    ):
        return saved(here(year, one.revision), "Pubblicazione registrata.")
    question = f"La {one.title} è già sul sito dell'ente? Scrivi quando e dove."
    return _asks(
        form,
        one,
        "Registra la pubblicazione",
        question,
        [f"Va pubblicata entro il {write_date(due_on(year))}.", "Chi segue la relazione riceve un avviso."],
    )


@bp.route(f"{YEAR}/revisione", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_REPORT_PREPARE)
@commits
def revise_performance_report(year: int):
    one = _last_approved(year)
    form = ReviseForm()
    if form.accepts(lambda: operations.revise(one, form.because.data, **acting())):
        return saved(here(year), f"Revisione {form.result.revision} aperta in bozza, con gli stessi testi.")
    what = ["Comincia come bozza, con i testi di questa; le cifre restano quelle dell'anno chiuso.", "Serve un altro atto dell'organo, e l'OIV la guarda di nuovo.",
            "Quella approvata resta leggibile com'è."]  # fmt: skip
    return _asks(form, one, "Apri una revisione", f"Vuoi rivedere la {one.title}?", what)


@bp.route(f"{YEAR}/elimina", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_REPORT_PREPARE)
@commits
def drop_performance_report(year: int):
    one = _last(year)
    form, title = AskForm(obj=one), one.title
    form.failure = "La bozza non è stata eliminata"
    if form.accepts(lambda: operations.drop(one, version=form.version.data, **acting())):
        return saved(url_for("reports.performance_reports"), f"Bozza eliminata: {title}.")
    what = [
        "I testi scritti qui vanno persi; quello che dicevano resta nella cronologia.",
        "Indicatori, risultati ed esiti dell'anno restano dove sono.",
    ]
    return _asks(form, one, "Elimina la bozza", f"Vuoi eliminare la bozza della {title}?", what, tone="danger")
