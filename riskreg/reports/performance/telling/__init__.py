"""The Relazione sulla performance in plain Italian, part after part: how the year went first, then each objective, then what was not reached and why."""

from collections.abc import Iterator

from riskreg.domain.italian import plural, write_date, write_number
from riskreg.domain.performance.report import OPENING, Section
from riskreg.domain.performance.report_figures import SHARE_FORMULA, WEIGHTED_FORMULA, Tally
from riskreg.reports.performance.contents import ReportContents
from riskreg.reports.performance.telling import beside, results
from riskreg.reports.performance.telling.pieces import bars, percent, table
from riskreg.reports.plan.story import Facts, Heading, Part, Prose, Text, Told
from riskreg.reports.plan.telling.written import told_in

TITLE = "Relazione sulla performance"
DRAFT = "BOZZA"


def report(contents: ReportContents) -> Told:
    return Told(
        title=TITLE,
        subtitle=f"Anno {contents.year}" + (f" · revisione {contents.revision}" if contents.revision else ""),
        author=contents.body,
        at=contents.at,
        state=_state(contents),
        cover=tuple(_cover(contents)),
        parts=tuple(_parts(contents)),
    )


def _state(contents: ReportContents) -> str:
    if contents.is_final:
        return ""
    return DRAFT if contents.is_closed else f"{DRAFT} · provvisorio al {write_date(contents.on)}"


def _cover(contents: ReportContents) -> Iterator[tuple[str, str]]:
    yield "Anno", str(contents.year)
    if contents.act is not None:
        yield "Approvata con", f"{contents.act.number} del {write_date(contents.act.on)}"
        yield "Organo", contents.act.body
    elif not contents.is_closed:
        yield "Provvisorio al", write_date(contents.on)
    yield "Norma", "D.lgs. 150/2009, art. 10 c. 1 lett. b"


def _parts(contents: ReportContents) -> Iterator[Part]:
    for section in OPENING:
        yield from _written(contents, section)
    yield from _in_short(contents)
    yield from results.parts(contents)
    yield from beside.pira(contents)
    yield from beside.computed(contents)
    yield from beside.plan(contents)
    yield from beside.trend(contents)
    for section in Section:
        if section not in OPENING:
            yield from _written(contents, section)


def _written(contents: ReportContents, section: Section) -> Iterator[Part]:
    text = contents.text(section)
    if text:
        yield Heading(1, section.label, f"testo-{section.value}")
        yield from told_in(text, section.label, f"testo-{section.value}")


def _in_short(contents: ReportContents) -> Iterator[Part]:
    yield Heading(1, "L'anno in breve", "in-breve")
    if contents.revised_because:
        yield Text(f"Questa è la revisione {contents.revision} della relazione. Perché è stata rivista:")
        yield Prose(contents.revised_because)
    if not contents.is_closed:
        yield Text(
            f"Il {contents.year} non è ancora chiuso: i numeri sono quelli del {write_date(contents.on)} e possono cambiare fino alla chiusura."
        )
    whole = contents.whole
    if not whole.whole:
        yield Text(f"Nel {contents.year} non c'è nessun indicatore con un target.")
        return
    yield Text(_counted(contents))
    yield Text(f"Quota raggiunti = {SHARE_FORMULA}. Gli indicatori da valutare e i target eliminati non entrano nella quota.", is_note=True)
    if whole.weighed:
        weighed = plural(whole.weighed, "indicatore ha", "indicatori hanno")
        yield Text(f"Quota pesata = {WEIGHTED_FORMULA}. Un peso e un esito: {weighed} tutti e due.", is_note=True)
    facts = tuple(_facts(contents))
    if facts:
        yield Facts(facts)
    yield from _tables(contents)


def _tables(contents: ReportContents) -> Iterator[Part]:
    parts, areas, kinds, flags = contents.by_part(), contents.by_area(), contents.by_typology(), contents.by_flag()
    yield table("Gli esiti per parte del piano", "Parte del piano", _with_whole(parts, contents))
    yield bars("Gli esiti per parte del piano", parts)
    if len(areas) > 1:
        yield table("Gli esiti per area strategica", "Area strategica", areas)
    if len(kinds) > 1:
        yield table("Gli esiti per tipologia di indicatore", "Tipologia", kinds)
    if flags:
        yield table("Gli esiti per sigla", "Sigla", flags)
        yield Text("Un indicatore può avere più sigle, oppure nessuna: queste righe non si sommano.", is_note=True)


def _with_whole(tallies: list[Tally], contents: ReportContents) -> list[Tally]:
    return [*tallies, contents.whole] if len(tallies) > 1 else tallies


def _counted(contents: ReportContents) -> str:
    whole = contents.whole
    reached = plural(whole.reached, "è stato raggiunto", "sono stati raggiunti", "nessuno è stato raggiunto")
    rest = [
        (whole.partly, plural(whole.partly, "è stato raggiunto in parte", "sono stati raggiunti in parte")),
        (whole.missed, plural(whole.missed, "non è stato raggiunto", "non sono stati raggiunti")),
        (whole.to_judge, plural(whole.to_judge, "resta da valutare", "restano da valutare")),
    ]
    if whole.to_judge and not whole.judged:
        reached = "nessuno ha ancora un esito"
    told = [reached, *(words for number, words in rest if number)]
    said = f"Nel {contents.year} l'ente ha seguito {plural(whole.whole, 'indicatore', 'indicatori')}: {'; '.join(told)}."
    if whole.share is None:
        return said
    of = "sull'unico che ha" if whole.judged == 1 else f"sui {write_number(whole.judged)} che hanno"
    return f"{said} Quelli raggiunti sono il {percent(whole.share)}, {of} un esito."


def _facts(contents: ReportContents) -> Iterator[tuple[str, str]]:
    whole = contents.whole
    if whole.weighed:
        yield "Quota pesata", percent(whole.weighted)
    if contents.changed():
        yield "Target modificati con un atto", write_number(len(contents.changed()))
    if contents.dropped():
        yield "Target eliminati con un atto", write_number(len(contents.dropped()))
