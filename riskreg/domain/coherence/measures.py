"""Rules about measures: that each says what is done, by whom, by when and how one knows; and that it is being done."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from riskreg.domain.coherence.facts import Facts, Measure, Owner
from riskreg.domain.coherence.findings import Found, Rule, Severity, about_measure
from riskreg.domain.italian import Unreadable, join_words, read_number, write_date
from riskreg.domain.measure_life import Life, Status, status
from riskreg.domain.register import OwnerKind, Timing


def without_indicator(facts: Facts) -> Found:
    for one in facts.measures:
        if not one.indicator.strip():
            yield about_measure("misura_senza_indicatore", one, facts, "Manca l'indicatore: non si dice che cosa si misura.")


def without_target(facts: Facts) -> Found:
    for one in facts.measures:
        if not one.target.strip():
            yield about_measure("misura_senza_target", one, facts, "Manca il target: non si dice quanto basta per dirla attuata.")


def without_owner(facts: Facts) -> Found:
    for one in facts.measures:
        if not one.owners:
            yield about_measure("misura_senza_responsabile", one, facts, "Nessuno risponde della misura.")


def without_timing(facts: Facts) -> Found:
    for one in facts.measures:
        lacking = _lacking(one)
        if lacking:
            yield about_measure("misura_senza_tempi", one, facts, lacking)


def _lacking(one: Measure) -> str:
    """
    >>> _lacking(Measure(1, "specific", "M1", "Misura", timing="on_event"))
    'La misura si attua a evento, ma non si dice a quale.'
    """
    if one.timing == Timing.BY_DATE and one.due_on is None:
        return "La misura si attua entro una data, ma la data manca."
    if one.timing == Timing.PERIODIC and not one.period:
        return "La misura è periodica, ma manca ogni quanto si ripete."
    if one.timing == Timing.ON_EVENT and not one.occasion.strip():
        return "La misura si attua a evento, ma non si dice a quale."
    return "" if one.timing else "Manca quando si attua la misura."


def late(facts: Facts) -> Found:
    """A deadline that was moved is another deadline: who is late has not moved it."""
    for one in facts.measures:
        if one.due_on is None or one.due_on >= facts.today:
            continue
        life = Life(Timing(one.timing), one.in_force_from, one.in_force_to, one.due_on, one.activated_on)
        if status(life, facts.today) is Status.LATE:
            yield about_measure(
                "misura_in_ritardo", one, facts, f"Andava attuata entro il {write_date(one.due_on)}: non risulta attivata né riprogrammata."
            )


def due_outside_the_plan(facts: Facts) -> Found:
    """What is late is said to be late; what was done is done."""
    if facts.plan is None:
        return
    last_day = date(facts.plan.last_year, 12, 31)
    for one in facts.measures:
        if one.due_on is not None and one.due_on > last_day and one.activated_on is None:
            said = f"Scade il {write_date(one.due_on)}, dopo la fine del piano {facts.plan.name}."
            yield about_measure("scadenza_fuori_piano", one, facts, said)


def due_before_the_plan(facts: Facts) -> Found:
    """Of what an edition that is still open promises: it is over before the edition begins. What was done is done. A general measure is mended
    on its line; a specific one where it lives, for the proposal takes it as it stands: a draft that does not list it yet is told all the same."""
    if facts.plan is None or not facts.plan.is_open:
        return
    first_day = date(facts.plan.first_year, 1, 1)
    for one in facts.measures:
        is_promised = one.line_id is not None if one.is_general else one.in_force_from.year <= facts.plan.last_year
        if is_promised and one.due_on is not None and one.due_on < first_day and one.activated_on is None:
            said = f"Scade il {write_date(one.due_on)}, prima dell'inizio del piano {facts.plan.name}."
            yield about_measure("scadenza_prima_del_piano", one, facts, said, mend=f"line:{one.line_id}" if one.is_general else "")


def owner_gone(facts: Facts) -> Found:
    for one in facts.measures:
        gone = list(filter(None, (_gone(each, facts) for each in one.owners)))
        if gone:
            yield about_measure("responsabile_cessato", one, facts, f"{join_words(gone)}.")


def _gone(owner: Owner, facts: Facts) -> str:
    if owner.kind == OwnerKind.UNIT:
        unit = facts.units.get(owner.of_id or 0)
        if unit is None or unit.closed_on is None or unit.closed_on >= facts.today:
            return ""
        return f"{unit.name} è chiusa dal {write_date(unit.closed_on)}" + (f" (oggi risponde {unit.heir})" if unit.heir else "")
    if owner.kind == OwnerKind.FIGURE:
        office = facts.offices.get(owner.of_id or 0)
        return "" if office is None or office.is_held else f"{office.name} oggi non ha un titolare"
    return ""


def owner_not_recognised(facts: Facts) -> Found:
    for one in facts.measures:
        names = [f"«{each.name}»" for each in one.owners if each.kind == OwnerKind.UNLINKED]
        if names:
            yield about_measure("responsabile_da_collegare", one, facts, f"{join_words(names)}: non è ancora collegato a un'unità o a una figura.")  # fmt: skip


def verified_by_its_own_owner(facts: Facts) -> Found:
    """Whoever signs for the *capofila*, where nobody else may verify. Who verifies what is not decided measure by measure yet: whoever may
    verify at all counts. Of nobody known to sign, nothing is said."""
    for one in facts.measures:
        signing = _signing(one.owners[0], facts) if one.owners else frozenset()
        if signing and facts.verifiers and facts.verifiers <= signing:
            yield about_measure(
                "verifica_di_se", one, facts, "Chi risponde della misura come capofila è anche l'unica persona che oggi può verificarla."
            )


def _signing(owner: Owner, facts: Facts) -> frozenset[int]:
    if owner.kind == OwnerKind.UNIT:
        return facts.signers.get(owner.of_id or 0, frozenset())
    if owner.kind == OwnerKind.FIGURE and (office := facts.offices.get(owner.of_id or 0)) is not None:
        return office.holders
    return frozenset()


def target_already_met(facts: Facts) -> Found:
    for one in facts.measures:
        if one.baseline and is_met(one.target, one.baseline):
            said = f"Il target è {one.target}, ma si parte già da {one.baseline}."
            yield about_measure("target_gia_raggiunto", one, facts, said)


_PLAIN = re.compile(r"(>=|<=|≥|≤|>|<)?\s*([\d.,]+)\s*(%?)")


def is_met(target: str, baseline: str) -> bool:
    """Numbers and percentages alone, both of the same kind; a number by itself is the least that is asked. In doubt, no.

    >>> is_met("90%", "95%"), is_met("<= 5", "3"), is_met("90%", "80%"), is_met("90%", "95"), is_met("1 iniziativa", "2 iniziative")
    (True, True, False, False, False)
    """
    wanted, given = _PLAIN.fullmatch(target.strip()), _PLAIN.fullmatch(baseline.strip())
    if wanted is None or given is None or given[1] or wanted[3] != given[3]:
        return False
    numbers = list(_numbers(wanted[2], given[2]))
    if len(numbers) < 2:
        return False
    asked, there = numbers
    return {">": there > asked, "<": there < asked, "<=": there <= asked, "≤": there <= asked}.get(wanted[1] or ">=", there >= asked)


def _numbers(*texts: str) -> Iterator[Decimal]:
    for text in texts:
        try:
            yield read_number(text)
        except Unreadable:
            return


_PLANNED = "PNA 2019, allegato 1, § 5.2 (programmazione delle misure)"

RULES = (
    Rule(
        "misura_senza_indicatore", Severity.WARNING, "Misure senza indicatore",
        "Senza un indicatore nessuno può dire, al monitoraggio, se la misura è attuata.",
        _PLANNED, "Scrivi nella misura che cosa si conta o si guarda.", without_indicator,
    ),
    Rule(
        "misura_senza_target", Severity.WARNING, "Misure senza target",
        "L'indicatore dice che cosa si misura; il target dice quanto basta.",
        _PLANNED, "Scrivi il valore atteso, per esempio 100% oppure «1 incontro».", without_target,
    ),
    Rule(
        "misura_senza_responsabile", Severity.GRAVE, "Misure senza responsabile",
        "Una misura di cui non risponde nessuno non si attua.",
        f"D.lgs. 165/2001, art. 16 c. 1 lett. l-bis; {_PLANNED}",
        "Indica il capofila e chi collabora.", without_owner,
    ),
    Rule(
        "misura_senza_tempi", Severity.WARNING, "Misure senza tempi",
        "Una misura senza tempi non è mai in ritardo, e quindi non si controlla.",
        _PLANNED, "Completa i tempi: entro quando, ogni quanto o a quale evento.", without_timing,
    ),
    Rule(
        "misura_in_ritardo", Severity.GRAVE, "Misure in ritardo e non riprogrammate",
        "La scadenza è passata: o la misura è attuata e va registrato, o la scadenza va spostata dicendo perché.",
        "L. 190/2012, art. 1 c. 10 lett. a e c. 14; PNA 2019, allegato 1, § 6.1",
        "Registra l'attivazione, oppure riprogramma la scadenza con il motivo.", late,
    ),
    Rule(
        "scadenza_fuori_piano", Severity.WARNING, "Scadenze oltre la fine del piano",
        "Il piano promette per tre anni: quello che scade dopo non si può verificare dentro il piano.",
        "L. 190/2012, art. 1 c. 8; d.l. 80/2021, art. 6 c. 2",
        "Anticipa la scadenza, oppure dividi la misura in tappe dentro il triennio.", due_outside_the_plan,
    ),
    Rule(
        "scadenza_prima_del_piano", Severity.WARNING, "Scadenze prima dell'inizio del piano",
        "Il piano promette per i suoi tre anni: una scadenza di prima non si può verificare dentro il piano, e l'indice di aggiornamento non la conta.",
        "L. 190/2012, art. 1 c. 8; d.l. 80/2021, art. 6 c. 2",
        "Se la misura è già attuata, registra l'attivazione; se no scrivi la scadenza nuova: di una generale nel piano, di una specifica nel registro.", due_before_the_plan,
    ),
    Rule(
        "responsabile_cessato", Severity.WARNING, "Responsabili che non ci sono più",
        "Il piano chiama a rispondere un'unità chiusa o una figura senza titolare: chi legge non sa a chi rivolgersi.",
        "D.lgs. 165/2001, art. 16 c. 1 lett. l-bis; PNA 2019, allegato 1, § 5.2",
        "Indica nella misura chi ne risponde oggi, oppure nomina il titolare della figura.", owner_gone,
    ),
    Rule(
        "responsabile_da_collegare", Severity.WARNING, "Responsabili da collegare",
        "Un nome scritto a mano non riceve avvisi e non compare nel lavoro di nessuno.",
        _PLANNED, "Scegli l'unità, la figura, il gruppo o l'organismo a cui corrisponde il nome.", owner_not_recognised,
    ),
    Rule(
        "verifica_di_se", Severity.WARNING, "Capofila che verifica sé stesso",
        "Chi attua una misura non può essere il solo a verificarla.",
        "PNA 2019, allegato 1, § 6.1 (monitoraggio di secondo livello)",
        "Assegna a un'altra persona un ruolo che verifica (UO Compliance o RPCT), oppure nomina un sostituto del RPCT.",
        verified_by_its_own_owner,
    ),
    Rule(
        "target_gia_raggiunto", Severity.HINT, "Target già raggiunti in partenza",
        "Un target che si raggiunge senza fare nulla non misura nulla.",
        _PLANNED, "Alza il target, oppure considera la misura consolidata.", target_already_met,
    ),
)  # fmt: skip
