"""Rules about what was assessed: that it was, lately, and that what it came to is borne out."""

from datetime import timedelta

from riskreg.domain.coherence.facts import Assessed, Facts
from riskreg.domain.coherence.findings import Found, Rule, Severity, about_process
from riskreg.domain.italian import write_date, write_number

ONE_YEAR = timedelta(days=365)


def never_assessed(facts: Facts) -> Found:
    for one in facts.processes:
        if one.id not in facts.assessed:
            yield about_process("mai_valutato", one, "Il processo non ha ancora nessuna valutazione approvata.", _to_assess(one.id))


def assessed_long_ago(facts: Facts) -> Found:
    """The assessment of the year that is checked is good, whenever it was made; so is one made less than a year ago."""
    for one in facts.processes:
        found = facts.assessed.get(one.id)
        if found is None or found.year >= facts.year or (found.assessed_on and found.assessed_on > facts.today - ONE_YEAR):
            continue
        made = f", fatta il {write_date(found.assessed_on)}" if found.assessed_on else ""
        yield about_process("valutazione_vecchia", one, f"L'ultima valutazione approvata è del {found.year}{made}.", _to_assess(one.id))


def residual_below_inherent(facts: Facts) -> Found:
    """Measures at work today: those that begin later, or are over, lower nothing."""
    for one in facts.processes:
        found = facts.assessed.get(one.id)
        if found is None or not _is_lowered(found):
            continue
        if not any(each.in_force_from <= facts.today for each in facts.specific_of.get(one.id, ())):
            yield about_process(
                "residuo_senza_misure", one,
                f"La valutazione {found.year} scende da {_before(found)} a {_after(found)}, ma oggi nessuna misura specifica è in vigore sul processo.",
                f"why:{one.id}:{found.year}",
            )  # fmt: skip


def band_lowered(facts: Facts) -> Found:
    for one in facts.processes:
        found = facts.assessed.get(one.id)
        if found is not None and found.band_rank < found.computed_rank and not found.motivation.strip():
            yield about_process(
                "fascia_abbassata", one,
                f"La fascia calcolata nel {found.year} era {found.computed_band} ed è stata portata a {found.band} senza scrivere il motivo.",
                f"why:{one.id}:{found.year}",
            )  # fmt: skip


def _to_assess(process_id: int) -> str:
    return f"process:{process_id}"


def _is_lowered(found: Assessed) -> bool:
    """In numbers where there are numbers; in levels, by what was computed: what somebody judged is not the work of measures."""
    if found.residual is not None and found.inherent is not None:
        return found.residual < found.inherent
    return found.computed_rank < found.inherent_rank


def _before(found: Assessed) -> str:
    return found.inherent_band if found.residual is None or found.inherent is None else write_number(found.inherent, 2)


def _after(found: Assessed) -> str:
    return found.computed_band if found.residual is None or found.inherent is None else write_number(found.residual, 2)


RULES = (
    Rule(
        "mai_valutato", Severity.GRAVE, "Processi mai valutati",
        "Un processo attivo senza valutazione resta fuori dalle fasce, dalle medie e dalle priorità del piano.",
        "L. 190/2012, art. 1 c. 9 lett. a; PNA 2019, allegato 1, § 4.2",
        "Apri la valutazione del processo, completala e falla approvare.", never_assessed,
    ),
    Rule(
        "valutazione_vecchia", Severity.WARNING, "Valutazioni più vecchie di un anno",
        "Il piano si aggiorna ogni anno: un rischio valutato troppo tempo fa può non essere più quello di oggi.",
        "L. 190/2012, art. 1 c. 8; PNA 2019, allegato 1, § 6 (monitoraggio e riesame)",
        "Apri la valutazione dell'anno: le risposte dell'ultima volta si possono riportare.", assessed_long_ago,
    ),
    Rule(
        "residuo_senza_misure", Severity.GRAVE, "Rischio ridotto senza misure in vigore",
        "Il rischio residuo scende solo per effetto di misure che ci sono davvero: altrimenti il piano mostra un rischio più basso del vero.",
        "PNA 2019, allegato 1, §§ 4.2 e 4.3 (criterio di prudenza)",
        "Collega agli eventi le misure in vigore che mancano, oppure rifai la valutazione con l'efficacia che c'è.", residual_below_inherent,
    ),
    Rule(
        "fascia_abbassata", Severity.GRAVE, "Fasce abbassate senza motivo",
        "Chi porta il rischio sotto quello calcolato deve dire su quali dati si basa: nel dubbio vale il livello più alto.",
        "PNA 2019, allegato 1, § 4.2 (motivazione della misurazione e criterio di prudenza)",
        "Rifai il giudizio nella prossima valutazione scrivendo il motivo, oppure lascia la fascia calcolata.", band_lowered,
    ),
)  # fmt: skip
