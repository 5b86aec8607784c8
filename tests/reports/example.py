"""A document with everything in it that the house style can draw."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from riskreg.reports import pictures
from riskreg.reports.layout import About, Cell, Column, Report, Span, prose_blocks
from riskreg.reports.marks import Band, BandMark
from riskreg.reports.pictures import Bar, Value
from riskreg.reports.style import BODY, CELL
from riskreg.reports.tagged.blocks import Paragraph
from riskreg.reports.tagged.lists import bullets

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

BANDS = [Band(name, rank, 4) for rank, name in enumerate(["BASSO", "MEDIO", "MEDIO-ALTO", "ALTO"], start=1)]

AREAS = {
    "A – Acquisizione e progressione del personale": (6, 3, 1, 0),
    "B – Contratti pubblici": (2, 5, 3, 2),
    "C – Provvedimenti ampliativi della sfera giuridica dei destinatari privi di effetto economico diretto": (4, 1, 0, 0),
    "D – Provvedimenti con effetto economico diretto": (1, 2, 2, 1),
}

SENTENCE = (
    "Chi è responsabile del processo verifica ogni semestre, a campione, che la libertà di scelta sia motivata: perché ciò che "
    "è già noto all’ufficio non basta a chi, più tardi, dovrà leggerlo. "
)

PROSE = """Il piano si legge con la relazione dell’anno prima.
Gli atti sono su www.camera.example/trasparenza, le domande a urp@camera.example.

## Contesto
La camera opera in un territorio di piccole imprese:
- l’agricoltura di montagna;
- il turismo, d’estate
e nei giorni di festa;
- l’artigianato del legno.

### Fonti
Dati propri e dell’istituto di statistica."""


def report(rows: int = 300) -> Report:
    made = Report(
        About("Allegato A – Registro dei rischi", author="Camera di commercio di Valdarena", at=AT, subject="Triennio 2026–2028"),
        running="Allegato A · Triennio 2026–2028",
        state="BOZZA",
    )
    made.cover(
        "Registro dei rischi di corruzione",
        subtitle="Allegato A al piano integrato, sezione 2.3 · Triennio 2026–2028",
        lines=[("Proposta", "del 21/11/2026, a firma del RPCT"), ("Consultazione", "dal 01/12/2026 al 20/12/2026")],
    )
    made.contents()
    _text(made)
    _sheet(made)
    _tables(made, rows)
    _pictures(made)
    return made


def _text(made: Report) -> None:
    made.heading(1, "Premessa", anchor="premessa")
    made.prose(PROSE)
    made.heading(2, "Come si legge")
    made.text(
        ["Ogni scheda dice ", Span("che cosa", italic=True), " può andar male e ", Span("quanto", bold=True), "; il metodo è nella ",
         Span("tabella dei processi, che comincia nelle pagine seguenti e porta una riga per ogni processo", link="#tabella"), " e nella ",
         Span("pagina dell’autorità", link="https://www.autorita.example/piano?anno=2026&lingua=it"), ". Soglia: P × I ≥ 8 → misura; ✓ se c’è già."]
    )  # fmt: skip
    made.bullets(
        [
            "Misure generali, per tutto l’ente",
            [
                Paragraph("Misure specifiche, legate agli eventi:", BODY),
                bullets(["di controllo;", "di trasparenza, anche con inconferibilità/incompatibilità;", "di rotazione."], BODY, depth=1),
            ],
            SENTENCE * 2,
        ]
    )
    made.numbered(["Si individua l’evento.", "Si stima il rischio.", "Si decide la misura."])
    for _ in range(8):
        made.text(SENTENCE * 5)
    made.note("Fonte: elaborazione dell’ufficio, al 21/11/2026. Testi di utenti con segni strani: 🎉 e ﷽ diventano quadrati.")


def _sheet(made: Report) -> None:
    made.heading(2, "B.08 – Affidamenti diretti")
    made.sheet(
        [
            ("Area di rischio", "B – Contratti pubblici"),
            ("Ufficio responsabile", "UO Acquisti e patrimonio"),
            ("Rischio residuo", BandMark(BANDS[1], computed="MEDIO-ALTO", style=BODY)),
            ("Descrizione", SENTENCE * 2),
            ("Misure in vigore", prose_blocks("Due:\n- rotazione;\n- controllo a campione, https://www.camera.example/controlli.", BODY)),
        ]
    )


def _tables(made: Report, rows: int) -> None:
    made.heading(1, "Processi")
    made.heading(2, "Tabella dei processi", anchor="tabella")
    made.text("La tabella che segue ha due righe di intestazione.")
    made.table(
        "Processi, rischio prima e dopo le misure",
        [Column(1.2), Column(4), Column(2.2), Column(2.2), Column(1.1, "right")],
        [[Cell("Codice", rows=2), Cell("Processo", rows=2), Cell("Rischio", columns=2), Cell("Eventi", rows=2)], ["Prima", "Dopo"]],
        list(_processes(rows)),
        header_columns=1,
    )
    made.page_break(landscape=True)
    made.heading(2, "Casi difficili")
    tall = [Paragraph(SENTENCE * 11, CELL), bullets([SENTENCE] * 9, CELL), Paragraph(SENTENCE * 11, CELL)]
    made.table(
        "Celle su più righe e una più alta di una pagina",
        [Column(1), Column(2), Column(1)],
        ["Area", "Che cosa", "Quando"],
        [
            [Cell("Su tre righe: " + SENTENCE, rows=3), "uno", "subito"],
            ["due", Cell("ogni anno", rows=2)],
            ["tre"],
            ["Alta", tall, "sempre"],
            [Cell("In tutto: tre", columns=2, fill="#f2f5f8"), "–"],
        ],
        header_columns=1,
    )
    made.page_break(landscape=False)


def _processes(rows: int) -> Iterator[list[object]]:
    for number in range(rows):
        text = "Controlli" if number % 4 else SENTENCE
        before, after = BANDS[number % 4], BANDS[number % 4 // 2]
        name = [Span(f"processo {number}", link=f"https://www.camera.example/processi/{number}")] if number % 50 == 0 else [text]
        yield [f"B.{number + 1:02}", name, BandMark(before), BandMark(after), str(number % 7)]


def _pictures(made: Report) -> None:
    made.heading(1, "Figure")
    rows = [Bar(label, dict(zip([band.name for band in BANDS], counts, strict=True))) for label, counts in AREAS.items()]
    made.figure(
        pictures.bars(rows, BANDS, "Barre: l’area B ha 12 processi, due ALTO; le altre sono in prevalenza BASSO o MEDIO."),
        "Processi per area e fascia di rischio",
    )
    counts = {("ALTO", "MEDIO"): 7, ("ALTO", "ALTO"): 2, ("MEDIO-ALTO", "MEDIO"): 11, ("MEDIO-ALTO", "BASSO"): 1, ("MEDIO", "BASSO"): 9}
    made.figure(
        pictures.matrix(
            BANDS[::-1],
            BANDS,
            counts,
            "Matrice: dei 9 processi ALTO prima delle misure, 2 lo restano dopo.",
            titles=("Prima", "Dopo le misure"),
        ),
        "Dal rischio inerente al residuo",
    )
    means = [
        Value("2024", Decimal("6.02")),
        Value("2025", Decimal("5.75")),
        Value("2026", Decimal("5.4"), "provvisorio"),
        Value("2027", None),
    ]
    made.figure(pictures.columns(means, "Colonne: la media scende da 6,02 a 5,75."), "Rischio residuo medio")
