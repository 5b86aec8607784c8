"""Rules about the plan as a whole: areas and classes that every body has, objectives, what the text says, ANAC's names."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from riskreg.domain.codes import fold_code
from riskreg.domain.coherence.facts import MANDATORY_AREAS, NOT_DUE, Facts, Known
from riskreg.domain.coherence.findings import Finding, Found, Rule, Severity
from riskreg.domain.italian import Unreadable, read_number, write_number
from riskreg.domain.register import FAMILY_LABELS, GENERAL_CLASSES


def mandatory_area_empty(facts: Facts) -> Found:
    """An area that the body's list does not have is as empty as one without processes."""
    filled = {one.area_id for one in facts.processes}
    known = {fold_code(one.code): one for one in facts.areas}
    for code in MANDATORY_AREAS:
        area = known.get(fold_code(code))
        if area is None:
            said = f"L'area {code} non è tra quelle del registro, eppure è obbligatoria."
            yield Finding("area_obbligatoria_vuota", f"area:{code}", f"Area {code}", said, mend="areas")
        elif area.id not in filled:
            said = "Nessun processo attivo sta in quest'area."
            yield Finding("area_obbligatoria_vuota", f"area:{code}", f"{area.code} {area.name}", said, mend=f"risk_area:{area.id}")


def class_empty(facts: Facts) -> Found:
    filled = {one.measure_class for one in facts.measures if one.is_general}
    for code, label in GENERAL_CLASSES.items():
        if code not in filled and code not in NOT_DUE:
            said = "Nessuna misura generale di questa classe è in vigore o prevista."
            yield Finding("classe_vuota", f"measure_class:{code}", label, said)


def without_anac_name(facts: Facts) -> Found:
    """Of what is in use; where nothing of the year is written yet, that is said once; of a year that is over, and of which nothing was ever
    written, nobody asks any more."""
    used = list(_used(facts))
    if used and not facts.mapped:
        if facts.year < facts.today.year:
            return
        said = f"Per il {facts.year} non c'è ancora nessuna corrispondenza con le voci dell'ANAC."
        yield Finding("categoria_anac", "anac:all", f"Corrispondenze {facts.year}", said, mend=f"anac:{facts.year}")
        return
    for kind, code, title in used:
        if (kind, code) not in facts.mapped:
            said = f"Per il {facts.year} manca la corrispondenza con la voce dell'ANAC, oppure non è completa."
        elif (kind, code) in facts.doubtful:
            said = f"La corrispondenza del {facts.year} con la voce dell'ANAC porta la nota «da controllare»."
        else:
            continue
        yield Finding("categoria_anac", f"anac:{kind}:{code}", title, said, mend=f"anac:{facts.year}")


def _used(facts: Facts) -> Iterator[tuple[str, str, str]]:
    areas = {one.area_id for one in facts.processes}
    classes, families = {one.measure_class for one in facts.measures}, {one.family for one in facts.measures}
    yield from (("area", one.code, f"Area {one.code} {one.name}") for one in facts.areas if one.id in areas)
    yield from (("class", code, f"Classe «{label}»") for code, label in GENERAL_CLASSES.items() if code in classes)
    yield from (("family", code, f"Famiglia «{label}»") for code, label in FAMILY_LABELS.items() if code in families)


def objective_without_measures(facts: Facts) -> Found:
    for one in facts.objectives:
        if not one.measures and not one.indicators:
            said = "Nessuna misura e nessun indicatore stanno sotto questo obiettivo strategico."
            yield Finding("obiettivo_senza_misure", f"objective:{one.id}", one.name, said, mend=_in_the_plan("objective", one.id, facts))


def prose_contradicts(facts: Facts) -> Found:
    """A number typed beside the words of a figure that riskreg counts, and that says another."""
    for section in facts.sections:
        for known in facts.known:
            for typed, whole in _typed(section.text, known):
                number = _reads(typed)
                if number is not None and not _agrees(number, known.value):
                    said = f"Il testo dice «{whole}», ma dai dati risulta {write_number(known.value)}."
                    about = f"section:{section.id}:{known.words}"
                    yield Finding("numero_contraddetto", about, section.title, said, mend=_in_the_plan("section", section.id, facts))


def _in_the_plan(what: str, number: int, facts: Facts) -> str:
    """Of which edition it is: where it is read, and mended by whoever may."""
    return f"{what}:{facts.plan.id}:{number}" if facts.plan else ""


def _typed(text: str, known: Known) -> Iterator[tuple[str, str]]:
    """Numbers right beside the words, with the whole that was read. Only where the sentence says no more of them: «4 misure generali di
    trasparenza», «oltre 30», «altre 2» and what the year before came to are other things.

    >>> five, mean = Known("misure generali", Decimal(38)), Known("rischio medio", Decimal("5.75"), leads=True)
    >>> text = "Il piano ha 37 misure generali, 4 misure generali di trasparenza, oltre 30 misure generali. Rischio medio pari a 6,02."
    >>> [typed for typed, _whole in _typed(text, five)], list(_typed(text, mean))
    (['37'], [('6,02', 'Rischio medio pari a 6,02')])
    """
    words = r"\s+".join(map(re.escape, known.words.split()))
    if known.leads:
        pattern = rf"\b{words}(?:\s+(?:è|è pari a|è di|pari a|di|vale))?:?\s+({_DIGITS}){_NO_MORE}"
    else:
        pattern = rf"{_PLAINLY}({_DIGITS})\s+{words}{_NO_MORE}"
    return ((found[1], " ".join(found[0].split())) for found in re.finditer(pattern, text, re.IGNORECASE))


_DIGITS = r"\d+(?:[.,]\d+)*"
_PLAINLY = r"(?<![\d/.,–-])" + "".join(
    f"(?<!{word} )" for word in ("oltre", "circa", "almeno", "quasi", "altre", "altri", "prime", "primi", "ultime", "ultimi")
)
_NO_MORE = r"(?=\s*(?:[.;:)!?](?!\d)|,(?!\d)|\n|$|\s(?:del piano|nel piano|ed? )))"
"""The end of what is said: «38 misure generali e 77 specifiche», not «38 misure generali nuove»."""


def _agrees(typed: Decimal, counted: Decimal) -> bool:
    """Written with fewer decimals it says the same: 5,8 for 5,75.

    >>> _agrees(Decimal("5.8"), Decimal("5.75")), _agrees(Decimal("38.0"), Decimal(38)), _agrees(Decimal(6), Decimal("5.4"))
    (True, True, False)
    """
    places = max(0, -int(typed.as_tuple().exponent))
    return typed == counted or (places > 0 and typed == counted.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _reads(typed: str) -> Decimal | None:
    try:
        return read_number(typed)
    except Unreadable:
        return None


RULES = (
    Rule(
        "area_obbligatoria_vuota", Severity.GRAVE, "Aree obbligatorie senza processi",
        "Personale, contratti e provvedimenti che ampliano la sfera dei destinatari sono aree di rischio di ogni amministrazione.",
        "L. 190/2012, art. 1 c. 16; PNA 2013, allegato 2; PNA 2019, allegato 1, tabella 3",
        "Mappa i processi dell'area; se l'ente non ne svolge, accetta la segnalazione con il motivo.", mandatory_area_empty,
    ),
    Rule(
        "classe_vuota", Severity.WARNING, "Classi di misure generali vuote",
        "Le misure generali rispondono a obblighi di legge: una classe vuota dice che il piano non ne parla.",
        "L. 190/2012, art. 1 cc. 9, 41, 42 e 44; d.lgs. 33/2013, 39/2013 e 24/2023; PNA 2019, parte III",
        "Aggiungi la misura generale che manca, oppure accetta la segnalazione con il motivo.", class_empty,
    ),
    Rule(
        "categoria_anac", Severity.HINT, "Voci senza corrispondenza sicura con l'ANAC",
        "Relazione annuale e piattaforma chiedono le voci dell'ANAC: senza corrispondenza i dati di quella voce non ci arrivano, o arrivano al posto sbagliato.",
        "L. 190/2012, art. 1 c. 14 (relazione annuale del RPCT)",
        "Completa la corrispondenza dell'anno, copiala dall'anno prima, o controllala sul modulo e togli la nota.", without_anac_name,
    ),
    Rule(
        "obiettivo_senza_misure", Severity.WARNING, "Obiettivi strategici senza misure né indicatori",
        "Un obiettivo dell'organo di indirizzo che non porta a nessuna misura resta una dichiarazione.",
        "L. 190/2012, art. 1 c. 8 (obiettivi strategici, contenuto necessario del piano)",
        "Collega all'obiettivo almeno una misura o un indicatore.", objective_without_measures,
    ),
    Rule(
        "numero_contraddetto", Severity.GRAVE, "Numeri scritti a mano che contraddicono il piano",
        "Chi legge trova nello stesso documento due numeri diversi per la stessa cosa.",
        "D.lgs. 33/2013, art. 6 c. 1 (qualità delle informazioni pubblicate)",
        "Sostituisci il numero con la figura viva, oppure correggilo.", prose_contradicts,
    ),
)  # fmt: skip
