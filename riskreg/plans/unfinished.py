"""What the body would find unfinished in the objectives and in the texts of an edition; it may be proposed all the same."""

from collections.abc import Sequence

from riskreg.plans.queries.objectives import Served
from riskreg.plans.queries.sections import Told
from riskreg.plans.sentences import Named


def in_words(objectives: Sequence[Served], texts: Sequence[Told]) -> list[Named]:
    idle = [each.objective.title for each in objectives if not each.lines]
    lacking = [f"{each.section.heading}: {figure.name}. {figure.why}" for each in texts for figure in each.lacking]
    found = [
        (
            "Senza obiettivi strategici",
            "Sono un contenuto necessario del piano (l. 190/2012, art. 1 c. 8): li fissa l'organo di indirizzo.",
            [] if objectives else ["Il piano non ne ha ancora nessuno."],
        ),
        ("Obiettivi strategici senza misure", "Un obiettivo che non porta a nessuna misura resta una dichiarazione.", idle),
        ("Cifre che i testi nominano e che non si possono avere", "Al loro posto i documenti stampano «n.d.».", lacking),
    ]
    return [each for each in found if each[2]]
