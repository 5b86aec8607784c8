"""The kind of work that draws one document of an edition.

What gathers and draws is imported where it does: the kind must be known wherever the application is, and not be paid for there."""

from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission, insist
from riskreg.jobs.kinds import Work, kind
from riskreg.plans import queries as plans
from riskreg.reports.plan.kept import contents_of

DOCUMENT = "plan:document"
ASKS = {"edizione": "Edizione", "formato": "Documento"}
UNKNOWN = "Questo documento non c'è: apri la pagina «Documenti» dell'edizione e scegline uno."
GATHERED = 10
"""Of a hundred, when what the document says is gathered."""


def _to_keep(typed: dict[str, str]) -> dict[str, str]:
    from riskreg.reports.plan.documents import FORMATS

    number, form = typed.get("edizione", ""), typed.get("formato", "")
    if form not in FORMATS or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise RuleBroken(UNKNOWN)
    return {"edizione": str(plans.edition(int(number)).id), "formato": form}


@kind(DOCUMENT, label="Documenti del piano", permission=Permission.PLAN_DOCUMENT, asks=ASKS, prepare=_to_keep)
def draw_document(work: Work) -> str:
    from riskreg.reports.plan.documents import FORMATS, file_name

    edition, form = plans.edition(int(work.arguments["edizione"])), FORMATS[work.arguments["formato"]]
    insist(work.by, Permission.PLAN_DOCUMENT)
    work.progress(1, "Raccolgo quello che il documento dice")
    contents = contents_of(edition, work.at)
    work.progress(GATHERED, "Disegno il documento")

    def tell(page: int, of: int) -> None:
        if page == of or page % 25 == 0:
            work.progress(GATHERED + page * (100 - GATHERED) // of, f"Pagina {page} di {of}")

    content = form.draw(contents, tell)
    name = file_name(form, contents.edition)
    work.result_file(name, form.mime).write_bytes(content)
    draft = "" if contents.edition.is_final else " È una bozza, e lo dice su ogni pagina."
    return f"{form.label}, piano {contents.edition.name}: il documento è pronto.{draft}"
