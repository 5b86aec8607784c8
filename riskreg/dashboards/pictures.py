"""The figures of a year as pictures: what is drawn, and which list each number opens."""

from collections.abc import Callable, Mapping, Sequence

from riskreg.dashboards.coverage import Coverage
from riskreg.dashboards.figures import Figures, OfYear
from riskreg.dashboards.moves import Moves
from riskreg.domain.assessments import BandKey, band_labels, write_band
from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Picture, Process

Address = Callable[..., str]
"""From filters of the list of assessments to its address; empty for who may not open it."""


Bands = Mapping[BandKey, Band]
"""What each band is called where it is drawn: pictures tell bands apart by name."""


def bands(figures: Figures, moves: Moves) -> Bands:
    """All of the year's, also those where no process stands; the mildest first."""
    known, others = {band.key: band for band in figures.names}, moves.bands
    top = max((rank for rank, _name in (*known, *others)), default=0)
    labels = band_labels([*known, *others])
    return {
        key: Band(label, key[0], known[key].most if key in known else None, known[key].top if key in known else top)
        for key, label in labels.items()
    }


def heat_map(year: int, moves: Moves, known: Bands, rows: Address, one: Callable[[int], str]) -> Picture:
    caption = f"Rischio prima e dopo le misure, {year}"
    if moves.counts:
        counts = {(known[before].name, known[after].name): count for (before, after), count in moves.counts.items()}
        keys = {band.name: write_band(key) for key, band in known.items()}
        return pictures.crossing(
            "mappa", counts, list(known.values()), caption=caption,
            cell_url=lambda before, after: rows(anno=year, stato="approved", inerente=keys[before], fascia=keys[after]),
        )  # fmt: skip
    drawn = [
        Process(
            each.code, each.name, one(each.assessment_id), known[each.before].name, known[each.after].name, each.inherent, each.residual,
            known[each.computed].name,
        )
        for each in moves.each
    ]  # fmt: skip
    return pictures.arrows("mappa", drawn, list(known.values()), caption=caption)


def by_area(figures: Figures, known: Bands, rows: Address) -> Picture:
    def bar(area_id: int, label: str, counts: Mapping[BandKey, int]) -> Bar:
        here = {"anno": figures.year, "stato": "approved", "area": area_id}
        urls = {known[key].name: rows(**here, fascia=write_band(key)) for key in counts}
        return Bar(label, rows(**here), {known[key].name: count for key, count in counts.items()}, urls)

    drawn = [bar(each.area_id, f"{each.code} {each.name}", each.judged) for each in figures.areas]
    return pictures.bars("aree", drawn, list(known.values()), caption=f"Processi per area e fascia giudicata, {figures.year}")


def by_year(years: Sequence[OfYear], covered: Mapping[int, Coverage], rows: Address) -> Picture:
    """Each column opens the assessments of its year; one of the first few processes is hatched, and says so."""
    drawn = [Column(str(each.year), each.mean_residual, rows(anno=each.year, stato="approved"), covered[each.year].note) for each in years]
    return pictures.columns("medie", drawn, caption="Rischio residuo medio, anno per anno")
