"""Where what was found is mended: the one place that knows the pages of other features."""

from typing import NamedTuple

from riskreg.domain.coherence import Finding


class Place(NamedTuple):
    label: str
    endpoint: str
    arguments: dict[str, str | int]


IN_THE_PLAN = {
    "objective": ("Apri l'obiettivo", "plans.objectives", "obiettivo"),
    "section": ("Apri il testo", "plans.sections", "testo"),
}
MEASURES = "measures.list"
BY_NUMBER = {
    "measure": ("Apri la misura", "measures.detail", "measure_id"),
    "line": ("Apri la misura nel piano", "plans.line", "plan_line_id"),
    "anac": ("Apri le corrispondenze", "methodology.mappings", "year"),
}


def place_of(finding: Finding, readable: tuple[int, ...]) -> Place | None:
    """`readable`: of the processes that it is about, those whose sheet the reader may open. None where there is no page yet."""
    kind, _, rest = finding.where.partition(":")
    match kind:
        case "measure" | "line" | "anac":
            label, endpoint, argument = BY_NUMBER[kind]
            return Place(label, endpoint, {argument: int(rest)})
        case "measure_class":
            return Place("Apri le misure generali", MEASURES, {"classe": rest})
        case "why":
            process_id, _, year = rest.partition(":")
            return Place("Apri la valutazione", "assessments.why_of_year", {"process_id": int(process_id), "year": int(year)})
        case "risk_area":
            return Place("Apri i processi dell'area", "register.list", {"area": rest})
        case "areas":
            return Place("Apri le aree di rischio", "register.areas", {})
        case "event":
            process_id, _, event_id = rest.partition(":")
            return Place("Apri la scheda", "register.process", {"process_id": int(process_id), "_anchor": f"evento-{event_id}"})
        case "objective" | "section":
            label, endpoint, anchor = IN_THE_PLAN[kind]
            edition_id, _, number = rest.partition(":")
            return Place(label, endpoint, {"edition_id": int(edition_id), "_anchor": f"{anchor}-{number}"})
        case "process" | "text" if readable:
            return Place("Apri la scheda", "register.process", {"process_id": readable[0]})
    return None
