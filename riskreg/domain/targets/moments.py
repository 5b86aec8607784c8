"""Days, months, quarters and years in a text, each as the days it covers."""

import re
from calendar import monthrange
from datetime import date

from riskreg.domain.italian import Unreadable, month_name, read_date, write_date
from riskreg.domain.targets.shapes import Period

_MONTHS = {month_name(number): number for number in range(1, 13)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sett": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NTH = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "primo": 1, "secondo": 2, "terzo": 3, "quarto": 4, "ultimo": 0,
}  # fmt: skip
_PIECES = {"trimestre": 3, "trim": 3, "quadrimestre": 4, "semestre": 6, "sem": 6}
_YEAR = r"(?:20[0-9]{2})"

_SPAN = re.compile(r"dal ([0-9/]{8,10}) al ([0-9/]{8,10})(?![0-9/])")
_DAY = re.compile(
    rf"(?<![0-9/.,-])(?:[0-9]{{1,2}}([/.-])[0-9]{{1,2}}\1(?:[0-9]{{4}}|[0-9]{{2}})|{_YEAR}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}[°º]? (?:{_MONTH})\.? {_YEAR})(?![0-9/]|[.,-][0-9])"
)
_DAY_OF_THE_YEAR = re.compile(
    rf"(?<![0-9/.,-])(?:([0-9]{{1,2}})[/.]([0-9]{{1,2}})|([0-9]{{1,2}})[°º]? ({_MONTH}))\b(?! ?[0-9/])(?!\.[0-9])"
)
_OF_YEAR = rf"(?:(?:,? ?(?:del(?:l'anno)? ?)?|/| )(?P<year>{_YEAR}))?"
_MONTH_OF = re.compile(
    rf"\b(?:(?:la )?fine (?:di |del mese di |mese di )?|il mese di |mese di )?(?P<month>{_MONTH})\b\.?{_OF_YEAR}(?![0-9/])"
)
_PIECE_OF = re.compile(
    rf"\b(?P<nth>iv|i{{1,3}}|[1-4]|primo|secondo|terzo|quarto|ultimo)[°º^]? ?(?P<piece>{'|'.join(_PIECES)})\b\.?{_OF_YEAR}(?![0-9/])"
)
_WHOLE_YEAR = re.compile(
    rf"\b(?:(?:la )?fine (?:del(?:l'anno)? )?|l'anno |anno |il |esercizio )?(?P<year>{_YEAR})(?![0-9/%]|[.,][0-9]| ?%)"
)
_THIS_YEAR = re.compile(
    r"\b(?:(?:la )?fine (?:dell')?anno|l'anno|fine esercizio|la fine dell'esercizio|anno in corso|l'anno in corso)\b(?! (?:preced|success|scolast|accadem))"
)


def period_at(text: str, at: int, year: int | None, *, by_itself: bool = False) -> tuple[Period, int] | None:
    """The period that begins at a place of a plain text, and where it ends. `by_itself`: no word before it says that it is one."""
    for pattern, made in ((_SPAN, _span), (_DAY, _day), (_DAY_OF_THE_YEAR, _day_of), (_PIECE_OF, _piece), (_MONTH_OF, _month)):
        found = pattern.match(text, at)
        if found and not (by_itself and made is _day_of and found[1] and not _is_no_share(found)) and (period := made(found, year)):
            return period, found.end()
    found = _WHOLE_YEAR.match(text, at)
    if found and not (by_itself and found[0] == found["year"]):
        return year_of(int(found["year"])), found.end()
    found = _THIS_YEAR.match(text, at)
    return (year_of(year), found.end()) if found and year else None


def _is_no_share(found: re.Match[str]) -> bool:
    """ "30/9" is a day, "9/12" may be nine of twelve."""
    return "/" in found[0] and int(found[1]) > int(found[2])


def days_in(text: str) -> list[tuple[Period, int, int]]:
    """Every whole date of a text, with where it stands."""
    found = ((_day(match, None), match.start(), match.end()) for match in _DAY.finditer(text))
    return [(period, start, end) for period, start, end in found if period]


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _span(found: re.Match[str], _year: int | None) -> Period | None:
    first, last = _read(found[1]), _read(found[2])
    return Period(first, last) if first and last and first < last else None


def _day(found: re.Match[str], _year: int | None) -> Period | None:
    day = _read(found[0].replace("°", "").replace("º", ""))
    return Period(day, day) if day else None


def _day_of(found: re.Match[str], year: int | None) -> Period | None:
    month = found[2] or str(_MONTHS[found[4]])
    day = _read(f"{found[1] or found[3]}/{month}/{year}") if year else None
    return Period(day, day) if day else None


def _piece(found: re.Match[str], year: int | None) -> Period | None:
    year, months = _year(found, year), _PIECES[found["piece"]]
    nth = _NTH[found["nth"]] or 12 // months
    return _months(year, (nth - 1) * months + 1, nth * months) if year and nth * months <= 12 else None


def _month(found: re.Match[str], year: int | None) -> Period | None:
    year, month = _year(found, year), _MONTHS[found["month"]]
    return _months(year, month, month) if year else None


def _year(found: re.Match[str], year: int | None) -> int | None:
    return int(found["year"]) if found["year"] else year


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _read(text: str) -> date | None:
    try:
        day = read_date(re.sub(rf"({_MONTH})\.?", lambda found: month_name(_MONTHS[found[1]]), text))
    except Unreadable:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None


def write_period(period: Period) -> str:
    """A day, or from when to when.

    >>> write_period(Period(date(2025, 12, 31), date(2025, 12, 31)))
    '31/12/2025'
    """
    if period.first == period.last:
        return write_date(period.first)
    return f"dal {write_date(period.first)} al {write_date(period.last)}"
