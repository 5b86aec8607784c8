"""*Deriva da*: what came from what."""

from collections.abc import Iterable, Sequence
from datetime import date

from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.register import Derivation
from riskreg.register.models import Origin


def derive(made: Iterable[Base], sources: Sequence[Base], how: Derivation, on: date) -> list[Origin]:
    """Each of these came from each of those. Both have their numbers already: flush before."""
    origins = [Origin(subject=one.subject, from_subject=source.subject, how=how.value, on=on) for one in made for source in sources]
    db.session.add_all(origins)
    return origins
