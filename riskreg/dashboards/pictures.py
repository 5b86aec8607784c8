"""The figures of a year as pictures: what is drawn, and which list each number opens."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from riskreg.dashboards.coverage import Coverage
from riskreg.dashboards.figures import Figures, Moved, OfYear
from riskreg.dashboards.scales import BandName
from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Picture, Process

Address = Callable[..., str]
"""From filters of the list of assessments to its address; empty for who may not open it."""


def bands(figures: Figures) -> list[Band]:
    """All of the year's, also those where no process stands."""
    return [Band(band.name, band.rank, band.most, band.top) for band in figures.names]


def asked(band: BandName, names: Sequence[BandName]) -> str:
    """A band in an address: by its name; with its rank where the year has two of that name."""
    same = Counter(each.name for each in names)[band.name]
    return band.name if same <= 1 else f"{band.name}:{band.rank}"


def heat_map(figures: Figures, processes: Sequence[Moved], known: Sequence[Band], rows: Address, one: Callable[[int], str]) -> Picture:
    drawn = [
        Process(
            each.code, each.name, one(each.assessment_id), each.inherent_band, each.band, each.inherent, each.residual, each.computed_band
        )
        for each in processes
    ]
    return pictures.heat_map(
        "mappa", drawn, known, caption=f"Rischio prima e dopo le misure, {figures.year}",
        cell_url=lambda before, after: rows(anno=figures.year, stato="approved", inerente=before, fascia=after),
    )  # fmt: skip


def by_area(figures: Figures, known: Sequence[Band], rows: Address) -> Picture:
    def bar(area_id: int, label: str, counts: Mapping[str, int]) -> Bar:
        here = {"anno": figures.year, "stato": "approved", "area": area_id}
        urls = {band.name: rows(**here, fascia=asked(band, figures.names)) for band in figures.names}
        return Bar(label, rows(**here), counts, urls)

    drawn = [bar(each.area_id, f"{each.code} {each.name}", each.bands) for each in figures.areas]
    return pictures.bars("aree", drawn, known, caption=f"Processi per area e fascia giudicata, {figures.year}")


def by_year(years: Sequence[OfYear], covered: Mapping[int, Coverage], rows: Address) -> Picture:
    """Each column opens the assessments of its year; one of the first few processes is hatched, and says so."""
    drawn = [Column(str(each.year), each.mean_residual, rows(anno=each.year, stato="approved"), covered[each.year].note) for each in years]
    return pictures.columns("medie", drawn, caption="Rischio residuo medio, anno per anno")
