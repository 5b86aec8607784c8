"""The figures of a year as pictures: what is drawn, and which list each number opens."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from riskreg.dashboards.figures import BandName, Figures, Moved, OfYear
from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Picture, Process

Address = Callable[..., str]
"""From filters of the list of assessments to its address; empty for who may not open it."""


def bands(figures: Figures, processes: Sequence[Moved], limits: dict[str, Decimal]) -> list[Band]:
    """Those of the figures, and those where processes stood before their measures."""
    ranks = {each.name: each.rank for each in figures.names} | {one.inherent_band: one.inherent_rank for one in processes}
    return [Band(name, rank, limits.get(name)) for name, rank in sorted(ranks.items(), key=lambda pair: pair[1])]


def heat_map(year: int, processes: Sequence[Moved], known: Sequence[Band], rows: Address, one: Callable[[int], str]) -> Picture:
    has_lines = len(processes) <= pictures.FEW  # of more, none is shown by itself, and a thousand addresses take as long as the picture
    drawn = [
        Process(
            each.code, each.name, one(each.assessment_id) if has_lines else "", each.inherent_band, each.band, each.inherent, each.residual
        )
        for each in processes
    ]
    return pictures.heat_map(
        "mappa", drawn, known, caption=f"Rischio prima e dopo le misure, {year}",
        cell_url=lambda before, after: rows(anno=year, stato="approved", inerente=before, fascia=after),
    )  # fmt: skip


def by_area(figures: Figures, known: Sequence[Band], rows: Address) -> Picture:
    def bar(area_id: int, label: str, counts: dict[str, int]) -> Bar:
        here = {"anno": figures.year, "stato": "approved", "area": area_id}
        return Bar(label, rows(**here), counts, {name: rows(**here, fascia=name) for name in counts})

    drawn = [bar(each.area_id, f"{each.code} {each.name}", dict(each.bands)) for each in figures.areas]
    return pictures.bars("aree", drawn, known, caption=f"Processi per area e fascia giudicata, {figures.year}")


def by_year(years: Sequence[OfYear], page: Address) -> Picture:
    drawn = [Column(str(each.year), each.mean_residual, page(anno=each.year)) for each in years]
    return pictures.columns("medie", drawn, caption="Rischio residuo medio, anno per anno")


def tone(band: BandName, top: int) -> str:
    """By rank and mark, never by name."""
    if band.needs_treatment:
        return "danger" if band.rank >= top else "warning"
    return "ok" if band.rank == 1 else "info"
