"""What a draft says of one measure: the form of a measure, without what only a living one has, with its place in the plan."""

from typing import Any

from wtforms import SelectField

from riskreg.plans.columns import NOVELTY
from riskreg.register.forms import CHOOSE
from riskreg.register.forms.measures import ShownMeasure, measure_form
from riskreg.web.fields import needed, optional

DUTIES = {"yes": "Obbligatoria", "no": "Ulteriore"}


def line_form(*, general: bool, owners: list[tuple[str, str]], there: int = 0) -> Any:
    fields = {
        "in_force_from": None,
        "novelty": SelectField(
            "Nuova o consolidata", choices=[CHOOSE, *NOVELTY.items()], validators=needed("Scegli se la misura è nuova o consolidata."),
            description="È consolidata se è già all'opera; è nuova se questo piano la introduce. Da qui viene l'indice di aggiornamento.",
        ),
        "duty": SelectField(
            "Obbligatoria o ulteriore", choices=[("", "Come di solito per la sua classe"), *DUTIES.items()], validators=optional(),
            description="Obbligatoria se la chiede la legge o il PNA; ulteriore se l'ha scelta l'ente.",
        ),
    }  # fmt: skip
    return type("LineForm", (measure_form(general=general, owners=owners, there=there),), fields | {"is_mandatory": property(_mandatory)})


def _mandatory(form: Any) -> bool | None:
    """None: its class says it."""
    return None if not form.duty.data else bool(form.duty.data == "yes")


class ShownLine(ShownMeasure):
    """A line as its form shows it; its version is that of the edition."""

    def __getattr__(self, name: str) -> Any:
        if name == "version":
            return self._measure.edition.version
        if name == "novelty":
            return "new" if self._measure.is_new else "consolidated"
        if name == "duty":
            return "yes" if self._measure.is_mandatory else "no"
        return super().__getattr__(name)
