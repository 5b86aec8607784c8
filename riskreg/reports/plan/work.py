"""The kinds of work that draw one document of an edition: one of what the body has decided, which everybody reads; one of the rest."""

from collections.abc import Callable

from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.permissions import Permission, insist
from riskreg.jobs.kinds import Work, kind
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition
from riskreg.reports.plan.documents import FORMATS, file_name
from riskreg.reports.plan.queries import contents_for

DOCUMENT, DRAFT_DOCUMENT = "plan:document", "plan:draft_document"
ASKS = {"edizione": "Edizione", "formato": "Documento"}
UNKNOWN = "Questo documento non c'è: apri la pagina «Documenti» dell'edizione e scegline uno."
GATHERED = 10
"""Of a hundred, when what the document says is gathered."""


def kind_for(edition: Edition) -> str:
    return DOCUMENT if edition.is_frozen else DRAFT_DOCUMENT


def _to_keep(kinds_of: Callable[[Edition], bool]) -> Callable[[dict[str, str]], dict[str, str]]:
    def prepare(typed: dict[str, str]) -> dict[str, str]:
        number, form = typed.get("edizione", ""), typed.get("formato", "")
        if form not in FORMATS or not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise RuleBroken(UNKNOWN)
        if not kinds_of(plans.edition(int(number))):
            raise Missing
        return {"edizione": str(int(number)), "formato": form}

    return prepare


@kind(
    DOCUMENT,
    label="Documenti del piano",
    permission=Permission.PLAN_READ,
    asks=ASKS,
    prepare=_to_keep(lambda edition: edition.is_frozen),
)
def draw_document(work: Work) -> str:
    return _draw(work)


@kind(
    DRAFT_DOCUMENT,
    label="Documenti del piano in bozza",
    permission=Permission.PLAN_DRAFT_READ,
    asks=ASKS,
    prepare=_to_keep(lambda _edition: True),  # asked for the draft, and adopted since: who could read that may read this
)
def draw_draft(work: Work) -> str:
    return _draw(work)


def _draw(work: Work) -> str:
    edition, form = plans.edition(int(work.arguments["edizione"])), FORMATS[work.arguments["formato"]]
    insist(work.by, plans.reading(edition))
    work.progress(1, "Raccolgo quello che il documento dice")
    contents = contents_for(edition, work.at)
    work.progress(GATHERED, "Disegno il documento")

    def tell(page: int, of: int) -> None:
        if page == of or page % 25 == 0:
            work.progress(GATHERED + page * (100 - GATHERED) // of, f"Pagina {page} di {of}")

    content = form.draw(contents, tell)
    name = file_name(form, contents.edition)
    work.result_file(name, form.mime).write_bytes(content)
    draft = "" if contents.edition.is_final else " È una bozza, e lo dice su ogni pagina."
    return f"{form.label}, piano {contents.edition.name}: il documento è pronto.{draft}"
