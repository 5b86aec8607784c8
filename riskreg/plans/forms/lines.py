"""What a draft says of one measure: the form of a measure, without what only a living one has, with its place in the plan."""

from typing import Any

from wtforms import SelectField

from riskreg.measures.forms import MeasureForm, ShownMeasure, measure_form
from riskreg.plans.columns import NOVELTY
from riskreg.register.forms import CHOOSE
from riskreg.web.fields import needed


def line_form(*, general: bool, owners: list[tuple[str, str]], there: int = 0) -> Any:
    fields = {
        "in_force_from": None,
        "sustainability": None,
        "novelty": SelectField(
            "Nuova o consolidata", choices=[CHOOSE, *NOVELTY.items()], validators=needed("Scegli se la misura è nuova o consolidata."),
            description="È consolidata se è già all'opera; è nuova se questo piano la introduce. Da qui viene l'indice di aggiornamento.",
        ),
        "due_on": MeasureForm.due_on,  # a plan says when by itself: nothing of what lives moves until it is adopted
    }  # fmt: skip
    return type("LineForm", (measure_form(general=general, owners=owners, there=there),), fields)


class ShownLine(ShownMeasure):
    """A line as its form shows it; its version is that of the edition."""

    def __getattr__(self, name: str) -> Any:
        if name == "version":
            return self._measure.edition.version
        if name == "novelty":
            return "new" if self._measure.is_new else "consolidated"
        return super().__getattr__(name)
