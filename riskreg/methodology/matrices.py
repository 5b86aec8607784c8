"""The methodology in force, as the workbook of the register shows it."""

from riskreg.core.clock import ROME
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.scoring.tables import criteria, matrices, rule
from riskreg.methodology import queries
from riskreg.methodology.models import MethodologyVersion
from riskreg.register import measuring
from riskreg.register.measuring import Measuring


def in_force() -> Measuring:
    """The one that a new assessment is proposed with; the others that may be used are named."""
    versions = queries.in_force()
    if not versions:
        return Measuring(["Nessuna metodologia è ancora pubblicata: il rischio non si può ancora valutare."])
    first, *others = versions
    content = queries.as_domain(first)
    said = [f"Metodologia in vigore: {_called(first)}.", *([f"Fonte: {first.source}."] if first.source else [])]
    if others:
        said.append(f"Si può valutare anche con {join_words([_called(one) for one in others])}: si legge alla pagina «Metodologia».")
    said.append("Le valutazioni già approvate restano spiegate dalla metodologia con cui sono state fatte.")
    return Measuring([*said, "", *rule(content)], matrices(content), criteria(content))


def _called(one: MethodologyVersion) -> str:
    """A version is told by its name and by the day of which it does not change any more."""
    day = f", pubblicata il {write_date(one.published_at.astimezone(ROME).date())}" if one.published_at else ""
    return f"«{one.name}»{day}"


measuring.register(in_force)
