"""The check of coherence in plain Italian: what the OIV says, then objectives and measures of the plan beside what carries them, then what has no
counterpart."""

from collections.abc import Iterator, Sequence

from riskreg.domain.italian import plural, write_date, write_moment, write_number
from riskreg.reports.coherence_check.contents import CoherenceContents, GoalSaid, IndicatorSaid, MeasureSaid
from riskreg.reports.plan.story import Bullets, Column, Facts, Heading, NewPage, Part, Prose, Table, Text, Told

NOT_GIVEN = "SENZA PARERE"
NOBODY, NOTHING = "nessun indicatore", "—"
OF_GOAL = (
    Column("Indicatore", 4.4), Column("Obiettivo operativo", 2.6), Column("Ne risponde", 2.2), Column("Target", 1.8), Column("Risultato", 1.8),
    Column("Esito", 1.6),
)  # fmt: skip
OF_MEASURES = (
    Column("Misura del piano", 3.6), Column("Attuazione", 2.3), Column("Indicatore che la porta", 3.6), Column("Target", 1.7), Column("Risultato", 1.7),
    Column("Esito", 1.6),
)  # fmt: skip


def check(found: CoherenceContents) -> Told:
    return Told(
        title=f"Coerenza fra piano e performance {found.year}",
        subtitle=found.plan.title,
        author=found.body,
        at=found.at,
        state="" if found.opinion else NOT_GIVEN,
        cover=(),
        parts=tuple(_parts(found)),
        is_short=True,
    )


def _parts(found: CoherenceContents) -> Iterator[Part]:
    yield Text(
        "L'OIV verifica che il piano di prevenzione della corruzione sia coerente con gli obiettivi della programmazione, e che misurando la "
        "performance si tenga conto degli obiettivi di prevenzione e di trasparenza (l. 190/2012 art. 1 c. 8-bis). Qui ogni obiettivo strategico e "
        "ogni misura del piano sta accanto agli indicatori che lo portano, con target, risultato ed esito."
    )
    yield from _opinion(found)
    yield Heading(2, "In breve", "in-breve")
    yield Facts(tuple(_figures(found)))
    yield NewPage(landscape=True)
    yield Heading(2, "Obiettivi strategici del piano", "obiettivi")
    if not found.goals:
        yield Text("Il piano non ha obiettivi strategici scritti in riskreg.")
    for place, goal in enumerate(found.goals, start=1):
        yield from _goal(goal, place)
    yield from _others(found.others)
    yield from _alone(found)


def _opinion(found: CoherenceContents) -> Iterator[Part]:
    yield Heading(2, "Parere dell'OIV", "parere")
    one = found.opinion
    if one is None:
        yield Text("L'OIV non ha ancora reso il parere.")
        return
    yield Facts(
        (("Esito", one.outcome), ("Data del parere", write_date(one.given_on)), *((("Protocollo", one.protocol),) if one.protocol else ()))
    )
    if one.observations:
        yield Prose(one.observations)
    yield Text(f"Registrato in riskreg il {write_moment(one.recorded_at)}.", is_note=True)
    if not found.is_kept:
        yield Text("Le tabelle dicono le cose come stanno oggi: quello che l'OIV ha guardato è nel documento del parere.", is_note=True)


def _figures(found: CoherenceContents) -> Iterator[tuple[str, str]]:
    plan = found.plan
    yield "Piano", f"{plan.title}, adottato con «{plan.act}» del {write_date(plan.adopted_on)} ({plan.act_body})"
    closed = "chiuso: i risultati non cambiano più" if found.year_is_closed else "aperto: i risultati possono ancora cambiare"
    yield f"Performance {found.year}", f"anno {closed}"
    yield "Obiettivi strategici", f"{write_number(len(found.goals))}, di cui senza indicatori {write_number(len(found.goals_alone))}"
    general = [each for each in found.measures if each.is_general]
    yield "Misure generali", f"{write_number(len(general))}, di cui senza indicatori {write_number(len(found.measures_alone))}"
    yield "Indicatori PPCT senza misura", write_number(len(found.loose))
    yield "Situazione al", write_moment(found.at)


def _goal(goal: GoalSaid, place: int) -> Iterator[Part]:
    yield Heading(3, goal.title, f"obiettivo-{place}")
    yield Text(
        f"Lo perseguono: {'; '.join(goal.pursuing)}." if goal.pursuing else "Nessun obiettivo operativo della performance lo persegue."
    )
    if goal.indicators:
        yield Table(f"Indicatori degli obiettivi che perseguono {_code(goal)}", OF_GOAL, tuple(map(_of_goal, goal.indicators)))
    if goal.measures:
        yield Table(f"Misure che servono {_code(goal)}", OF_MEASURES, tuple(_of_measures(goal.measures)))
    else:
        yield Text("Nessuna misura del piano lo serve.")


def _code(goal: GoalSaid) -> str:
    return goal.title.partition(" ")[0]


def _of_goal(one: IndicatorSaid) -> tuple[str, ...]:
    return one.title, one.objective or NOTHING, one.owners or NOTHING, one.target, one.result or NOTHING, one.verdict_said


def _of_measures(those: Sequence[MeasureSaid]) -> Iterator[tuple[str, ...]]:
    """A row for each indicator that carries one."""
    for each in those:
        done = f"attivata il {write_date(each.activated_on)}" if each.activated_on else "non attivata"
        if not each.indicators:
            yield each.title, done, NOBODY, NOTHING, NOTHING, NOTHING
        for one in each.indicators:
            yield each.title, done, one.title, one.target, one.result or NOTHING, one.verdict_said


def _others(those: Sequence[MeasureSaid]) -> Iterator[Part]:
    if those:
        yield Heading(2, "Misure fuori dagli obiettivi strategici", "altre")
        yield Text("Le misure generali che non servono un obiettivo strategico, e quelle specifiche che un indicatore porta.")
        yield Table("Misure che non servono un obiettivo strategico", OF_MEASURES, tuple(_of_measures(those)))


def _alone(found: CoherenceContents) -> Iterator[Part]:
    yield NewPage(landscape=False)
    yield Heading(2, "Che cosa non ha corrispondenza", "senza")
    if not (found.goals_alone or found.measures_alone or found.loose):
        yield Text("Niente: ogni obiettivo strategico e ogni misura generale ha un indicatore, e ogni indicatore PPCT una misura.")
        return
    yield from _listed(
        tuple(each.title for each in found.goals_alone), "Obiettivi strategici senza indicatori", "obiettivi-soli", "obiettivo", "obiettivi"
    )
    yield from _listed(
        tuple(each.title for each in found.measures_alone), "Misure generali senza indicatori", "misure-sole", "misura", "misure"
    )
    loose = tuple(f"{each.title} (target {each.target}; {each.verdict_said.lower()})" for each in found.loose)
    yield from _listed(loose, "Indicatori di prevenzione (PPCT) senza una misura", "indicatori-soli", "indicatore", "indicatori")


def _listed(items: tuple[str, ...], heading: str, anchor: str, one: str, many: str) -> Iterator[Part]:
    if items:
        yield Heading(3, heading, anchor)
        yield Text(f"{plural(len(items), one, many)}.")
        yield Bullets(items)
