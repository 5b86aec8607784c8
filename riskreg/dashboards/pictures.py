"""The figures of a year as pictures: what is drawn, and which list each number opens."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from riskreg.dashboards.figures import BandName, Figures, Moved, OfYear
from riskreg.domain.assessments import BandKey, band_labels, write_band
from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Picture, Process

Address = Callable[..., str]
"""From filters of the list of assessments to its address; empty for who may not open it."""


Bands = Mapping[BandKey, Band]
"""What each band is called where it is drawn: pictures tell bands apart by name."""


def bands(figures: Figures, processes: Sequence[Moved], limits: Mapping[BandKey, Decimal]) -> Bands:
    """Those of the figures, and those where processes stood before their measures; the mildest first."""
    labels = band_labels([*(each.key for each in figures.names), *(one.before for one in processes)])
    return {key: Band(label, key[0], limits.get(key)) for key, label in labels.items()}


def heat_map(year: int, processes: Sequence[Moved], known: Bands, rows: Address, one: Callable[[int], str]) -> Picture:
    has_lines = len(processes) <= pictures.FEW  # of more, none is shown by itself, and a thousand addresses take as long as the picture
    keys = {band.name: write_band(key) for key, band in known.items()}
    drawn = [
        Process(
            each.code,
            each.name,
            one(each.assessment_id) if has_lines else "",
            known[each.before].name,
            known[each.after].name,
            each.inherent,
            each.residual,
        )
        for each in processes
    ]
    return pictures.heat_map(
        "mappa", drawn, list(known.values()), caption=f"Rischio prima e dopo le misure, {year}",
        cell_url=lambda before, after: rows(anno=year, stato="approved", inerente=keys[before], fascia=keys[after]),
    )  # fmt: skip


def by_area(figures: Figures, known: Bands, rows: Address) -> Picture:
    def bar(area_id: int, label: str, counts: Mapping[BandKey, int]) -> Bar:
        here = {"anno": figures.year, "stato": "approved", "area": area_id}
        urls = {known[key].name: rows(**here, fascia=write_band(key)) for key in counts}
        return Bar(label, rows(**here), {known[key].name: count for key, count in counts.items()}, urls)

    drawn = [bar(each.area_id, f"{each.code} {each.name}", each.judged) for each in figures.areas]
    return pictures.bars("aree", drawn, list(known.values()), caption=f"Processi per area e fascia giudicata, {figures.year}")


def by_year(years: Sequence[OfYear], page: Address) -> Picture:
    drawn = [Column(str(each.year), each.mean_residual, page(anno=each.year)) for each in years]
    return pictures.columns("medie", drawn, caption="Rischio residuo medio, anno per anno")


def tone(band: BandName, top: int) -> str:
    """By rank and mark, never by name."""
    if band.needs_treatment:
        return "danger" if band.rank >= top else "warning"
    return "ok" if band.rank == 1 else "info"
