"""The ready methodologies, and ANAC's names as we know them, brought in through the operations that people use."""

from datetime import date, datetime

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core import seeds
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.scoring.text import from_plain
from riskreg.methodology import queries
from riskreg.methodology.models import AnacMapping
from riskreg.methodology.operations import drafting, lives

READY = {
    "pna_2013": (
        "Piano nazionale anticorruzione 2013, allegato 5",
        "Superato dal PNA 2019, ma ancora in uso in molti enti. Dà un punteggio da 0 a 25; i controlli sono già tra i criteri.",
    ),
    "pna_2019": (
        "Piano nazionale anticorruzione 2019, allegato 1",
        "Niente numeri: livelli, due tabelle e un giudizio motivato. Nel dubbio vale il livello peggiore.",
    ),
    "riskreg": (
        "Metodo di riskreg, sulla struttura del PNA 2013 e sugli indicatori del PNA 2019",
        "Dieci criteri da 0 a 5, con ogni risposta descritta. L'efficacia delle misure in atto riduce il rischio inerente.",
    ),
}
"""In this order: the last one is proposed to whoever has not chosen."""


DEMO_PUBLISHED = date(2023, 11, 6)
"""When the demo body took them up: before its first assessments, of January 2024."""


def load_reference(at: datetime, *, published_at: datetime | None = None) -> None:
    """What is there already, retired too, stays as the body left it."""
    taken_up = published_at or at
    for file, (source, note) in READY.items():
        methodology = from_plain(seeds.document(f"methodology/{file}.json"))
        if queries.by_name(methodology.name) is None:
            made = drafting.draft(methodology, methodology.name, source=source, note=note, by=COMMAND_LINE, at=taken_up)
            lives.publish(made, by=COMMAND_LINE, at=taken_up)
    _load_mapping(at)


def _load_mapping(at: datetime) -> None:
    """Years of which nothing is written; a year that the body began is the body's."""
    begun = set(queries.years())
    desk = Gathering(by=COMMAND_LINE, at=at)
    for row in seeds.rows("methodology/anac_mapping.csv"):
        if int(row["year"]) not in begun:
            new = AnacMapping(
                year=int(row["year"]), kind=row["kind"], ours=row["ours"], theirs=row["theirs"], label=row["label"], row=row["row"],
                note=row["note"],
            )  # fmt: skip
            db.session.add(new)
            desk.record(Tag.MAPPING_CHANGED, new)
    desk.close()
