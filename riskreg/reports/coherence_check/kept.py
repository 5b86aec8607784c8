"""What an opinion keeps, as documents say it. What gathers and draws is imported where it does: an application that starts needs none of it."""

from collections.abc import Sequence
from datetime import datetime

from riskreg.performance import keeping_coherence
from riskreg.performance.keeping_coherence import CONTENTS, File
from riskreg.performance.models import CoherenceOpinion


@keeping_coherence.draws
def files(one: CoherenceOpinion, at: datetime) -> Sequence[File]:
    """Drawn from the contents as they are written, so that whoever reads those can draw the same again."""
    from riskreg.reports.coherence_check.contents import from_json
    from riskreg.reports.coherence_check.documents import MIMES, drawn_file
    from riskreg.reports.coherence_check.queries import contents_for

    written = drawn_file(contents_for(one.year, at, one, is_kept=True), CONTENTS)
    contents = from_json(written.content)
    return [*(drawn_file(contents, name) for name in MIMES if name != CONTENTS), written]
