"""The methodology in force, as the workbook of the register shows it, and the bands of the others that scores were reckoned with."""

from dataclasses import replace

from riskreg.core.clock import ROME
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.scoring.tables import Table, criteria, matrices, rule
from riskreg.methodology import queries
from riskreg.methodology.models import MethodologyVersion
from riskreg.register import measuring
from riskreg.register.measuring import Measuring

NONE_YET = "Nessuna metodologia è ancora pubblicata: il rischio non si può ancora valutare."


def in_force() -> Measuring:
    """The one that a new assessment is proposed with; the others that may be used are named."""
    versions = queries.in_force()
    past = [_bands(one) for one in queries.every() if one.published_at is not None and one not in versions[:1]]
    if not versions:
        return Measuring(["Nessuna metodologia è in vigore: il rischio non si può ancora valutare." if past else NONE_YET], past)
    first, *others = versions
    content = queries.as_domain(first)
    said = [f"Metodologia in vigore: {_called(first)}.", *([f"Fonte: {first.source}."] if first.source else [])]
    if others:
        said.append(f"Si può valutare anche con {join_words([_called(one) for one in others])}: si legge alla pagina «Metodologia».")
    said.append("Le valutazioni già approvate restano spiegate dalla metodologia con cui sono state fatte.")
    return Measuring([*said, "", *rule(content)], (*matrices(content), *past), criteria(content))


def _bands(one: MethodologyVersion) -> Table:
    """Where its bands begin and end: past scores stay in those."""
    return replace(matrices(queries.as_domain(one))[0], title=f"Fasce di rischio di {_called(one)}")


def _called(one: MethodologyVersion) -> str:
    """A version is told by its name and by the day of which it does not change any more."""
    day = f", pubblicata il {write_date(one.published_at.astimezone(ROME).date())}" if one.published_at else ""
    return f"«{one.name}»{day}"


measuring.register(in_force)
