"""What /componenti shows of `web/pictures.py`: numbers that never change, of a body that does not exist."""

from collections import Counter
from decimal import Decimal

from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Picture, Process

BANDS = (Band("BASSO", 1, Decimal(4)), Band("MEDIO", 2, Decimal(9)), Band("MEDIO-ALTO", 3, Decimal(14)), Band("ALTO", 4, Decimal(25)))
NAMES = (
    "Rilascio dei dispositivi di firma",
    "Concessione di contributi",
    "Acquisto di beni e servizi",
    "Selezione del personale",
    "Controlli sui prodotti",
)
HERE = "#inizio"


def _band(score: Decimal) -> str:
    return next(band.name for band in BANDS if band.most is not None and score <= band.most)


def _process(number: int) -> Process:
    inherent = Decimal(number * 37 % 96 + 4) / 4
    residual = (inherent * (Decimal(5 - number % 5) / 5)).quantize(Decimal("0.01"))
    return Process(f"P.{number:02}", NAMES[number % len(NAMES)], HERE, _band(inherent), _band(residual), inherent, residual)


def samples() -> list[Picture]:
    areas = ("Contratti pubblici", "Acquisizione e gestione del personale", "Provvedimenti ampliativi", "Controlli e sanzioni")
    rows = [
        Bar(area, HERE, {band.name: (7 * place + 5 * band.rank) % 11 for band in BANDS}, {band.name: HERE for band in BANDS})
        for place, area in enumerate(areas)
    ]
    years = (("2023", None), ("2024", Decimal("6.02")), ("2025", Decimal("5.75")), ("2026", Decimal("5.1")))
    return [
        pictures.arrows("frecce", [_process(n) for n in range(1, 13)], BANDS, caption="Rischio prima e dopo le misure"),
        pictures.crossing("caselle", _counts(), BANDS, caption="Molti processi: da quale fascia a quale", cell_url=_here),
        pictures.bars("aree", rows, BANDS, caption="Processi per area di rischio e fascia"),
        pictures.columns("medie", [Column(year, value, HERE) for year, value in years], caption="Rischio residuo medio per anno"),
        pictures.bars("vuoto", [], BANDS, caption="Nessun processo"),
    ]


def _counts() -> Counter[tuple[str, str]]:
    return Counter((one.inherent_band, one.band) for one in map(_process, range(1, 900)))


def _here(_before: str, _after: str) -> str:
    return HERE
