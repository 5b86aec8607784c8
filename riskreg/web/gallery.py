"""/componenti: every macro in every state, on one page; in development and demo only."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField

from riskreg.web.fields import ItalianDateField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm, Clash, ConflictView
from riskreg.web.guards import public
from riskreg.web.lists import ShownFilter
from riskreg.web.sample_pictures import samples

bp = Blueprint("gallery", __name__)


class SampleForm(BaseForm):
    title = StringField("Titolo", description="Una frase che dice che cosa si fa.", validators=needed("Scrivi il titolo della misura."))
    email = EmailField("E-mail del referente", validators=needed("Scrivi un indirizzo e-mail."))
    password = PasswordField("Password", validators=optional())
    due = ItalianDateField("Scadenza", description="Il giorno entro cui la misura è attuata.", validators=needed("Scrivi la scadenza."))
    cases = WholeNumberField("Numero di casi", validators=optional())
    family = SelectField(
        "Famiglia",
        choices=[("", "Scegli…"), ("controllo", "Controllo"), ("formazione", "Formazione")],
        validators=needed("Scegli la famiglia della misura."),
    )
    timing = RadioField(
        "Tempi", choices=[("continua", "Continua"), ("entro", "Entro una data")], validators=needed("Scegli come si misura il tempo.")
    )
    is_new = BooleanField("È una misura nuova")
    note = TextAreaField("Nota", validators=optional())


WRONG = {"title": "", "email": "", "due": "31/02/2026", "cases": "dieci", "note": "Testo che resta."}


class SampleRow(NamedTuple):
    code: str
    title: str
    unit: str
    due: str
    score: str
    state: str
    tone: str
    url: str = "#inizio"


ROWS = [
    SampleRow("M-01", "Rotazione del personale addetto ai controlli", "UO Promozione", "31/12/2026", "6,75", "In corso", "info"),
    SampleRow("M-02", "Dichiarazione di assenza di conflitto di interessi", "UO Contratti", "30/06/2026", "3,20", "Attuata", "ok"),
    SampleRow("M-03", "Controllo a campione sui contributi concessi alle imprese", "UO Promozione", "30/09/2026", "14,25", "Scaduta", "danger"),
]  # fmt: skip


class SampleColumn(NamedTuple):
    name: str
    label: str
    sortable: bool = True
    numeric: bool = False


COLUMNS = [
    SampleColumn("code", "Codice"), SampleColumn("title", "Misura"), SampleColumn("unit", "Unità", sortable=False),
    SampleColumn("due", "Scadenza"), SampleColumn("score", "Rischio residuo", numeric=True), SampleColumn("state", "Stato", sortable=False),
]  # fmt: skip
FILTERS = [
    ShownFilter("cerca", "Codice o titolo", "text", (), ""),
    ShownFilter("stato", "Stato", "choice", (("attuata", "Attuata"), ("scaduta", "Scaduta")), ""),
    ShownFilter("dal", "Scadenza dal", "date", (), ""),
]


@dataclass(frozen=True)
class SamplePage:
    """What a list page offers to the macros, with rows that never change."""

    rows: list[SampleRow] = field(default_factory=list)
    filters: list[ShownFilter] = field(default_factory=list)
    active: list[tuple[str, str, str]] = field(default_factory=list)
    total: int = 0
    pages: int = 1
    downloads: list[tuple[str, str]] = field(default_factory=list)
    columns: list[SampleColumn] = field(default_factory=lambda: COLUMNS)
    kept: tuple[tuple[str, str], ...] = ()
    sort: str = "code"
    descending: bool = False
    number: int = 1
    reset_url: str = "#inizio"
    mended_url: str = "#inizio"

    @property
    def first(self) -> int:
        return 1

    @property
    def last(self) -> int:
        return len(self.rows)

    def sort_url(self, _name: str) -> str:
        return "#inizio"

    def page_url(self, _number: int) -> str:
        return "#inizio"


FULL = SamplePage(ROWS, FILTERS, total=1250, pages=25, downloads=[("CSV", "#inizio"), ("Excel", "#inizio")])
NO_MATCH = SamplePage(filters=FILTERS, active=[("Stato", "Scaduta", "#inizio"), ("Codice o titolo", "rotazione", "#inizio")])


@dataclass(frozen=True)
class SampleNode:
    label: str
    url: str | None = None
    note: str | None = None
    children: list["SampleNode"] = field(default_factory=list)


class SampleEntry(NamedTuple):
    at_text: str
    who: str
    what: str
    changes: list[tuple[str, str, str]]
    why: str | None = None
    about: str = ""


NODES = [
    SampleNode("Camera di commercio", "#inizio", "ENTE", [
        SampleNode("Area 1 Affari generali", "#inizio", "A1", [SampleNode("UO Personale", "#inizio", "A1.1"), SampleNode("UO Contratti", None, "A1.2 · staff")]),
        SampleNode("Area 2 Promozione", "#inizio", "A2"),
    ])
]  # fmt: skip
ENTRIES = [
    SampleEntry("21/11/2026 alle 10:05", "Irene Rossi", "Scadenza spostata", [("Scadenza", "30/09/2026", "31/12/2026")], "Manca il regolamento."),
    SampleEntry("02/03/2026 alle 09:12", "riga di comando", "Misura aggiunta", [("Titolo", "", "Rotazione del personale")]),
]  # fmt: skip


@bp.get("/componenti")
@public
def components() -> str:
    return render_template(
        "componenti.html", form=_form(wrong="errori" in request.args), page=FULL, empty_page=SamplePage(), no_match_page=NO_MATCH,
        nodes=NODES, entries=ENTRIES, pictures=samples(),
    )  # fmt: skip


def _form(*, wrong: bool) -> SampleForm:
    if not wrong:
        return SampleForm(formdata=None, due=date(2026, 12, 31))
    form = SampleForm(formdata=MultiDict(WRONG), meta={"csrf": False})
    form.validate()
    form.conflict = ConflictView(
        "Nel frattempo Irene Rossi ha salvato delle modifiche.",
        [Clash("Titolo", "Rotazione ordinaria", "Rotazione del personale", "title")],
    )
    return form
