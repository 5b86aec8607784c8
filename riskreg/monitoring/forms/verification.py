"""Shapes of the second level: the plan of a sample, a reason to choose, a finding, what was done about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, RadioField, StringField, TextAreaField

from riskreg.domain.monitoring.verification import FINDING_LABELS, Finding
from riskreg.domain.sampling import LONGEST_SEED, Stratum
from riskreg.domain.workflow import LONGEST_REASON
from riskreg.web.fields import ItalianDateField, VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm

SHARE = "share_"


class PlanForm(BaseForm):
    """With a field for each part whose share may be chosen (`planned`)."""

    failure = "Il piano non è stato dichiarato"
    version = VersionField()
    seed = StringField(
        "Seme",
        description=(
            "Le parole o i numeri da cui dipende chi esce. Lascia vuoto e lo genera riskreg; oppure scrivi qualcosa che nessuno possa scegliere a proprio "
            "vantaggio, come i numeri del lotto di un giorno che deve ancora venire."
        ),
        validators=optional(),
        render_kw={"maxlength": LONGEST_SEED},
    )

    same = WholeNumberField(
        "La stessa quota per tutte", description="Se la scrivi, vale per ogni parte qui sotto, al posto di quello che c'è scritto.",
        validators=optional(), render_kw={"inputmode": "numeric", "maxlength": 3, "size": 3},
    )  # fmt: skip

    def shares(self) -> dict[str, int]:
        if self.same.data is not None:
            return {name.removeprefix(SHARE): self.same.data for name in self._fields if name.startswith(SHARE)}
        return {name.removeprefix(SHARE): field.data or 0 for name, field in self._fields.items() if name.startswith(SHARE)}


def planned(strata: Sequence[Stratum], thing: Any, said: Mapping[str, str], *, is_another: bool) -> PlanForm:
    """The form of a plan over these parts; `said`: how many checks stand in each; `is_another`: one was drawn already, and this one says why."""
    fields: dict[str, Field] = {}
    for each in strata:
        if not each.must:
            fields[f"{SHARE}{each.code}"] = WholeNumberField(
                each.label,
                description=f"Per cento, da 0 a 100. {said[each.code]}",
                validators=needed("Scrivi una percentuale da 0 a 100."),
                default=each.percent,
            )
    if is_another:
        fields["because"] = TextAreaField(
            "Perché un'altra estrazione",
            description="Per esempio: le schede validate dopo la prima.",
            validators=needed("Scrivi perché ne serve un'altra: in questo semestre un'estrazione c'è già stata."),
            render_kw={"rows": 3, "maxlength": LONGEST_REASON},
        )
    form: PlanForm = type("PlannedForm", (PlanForm,), fields)(obj=thing)
    return form


class DrawForm(BaseForm):
    failure = "Non è stata estratta nessuna scheda"
    version = VersionField()


class ChooseForm(BaseForm):
    failure = "La scheda non è stata scelta"
    because = TextAreaField(
        "Perché la verifichi",
        description="Una segnalazione, un dubbio, una scheda corretta dopo una verifica: resta scritto nel verbale.",
        validators=needed("Scrivi perché la verifichi: chi ha risposto e l'RPCT lo leggono."),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )


class FindingForm(BaseForm):
    failure = "La verifica non è stata registrata"
    version = VersionField()
    finding = RadioField("Esito", choices=list(FINDING_LABELS.items()), validators=needed("Scegli l'esito della verifica."))
    looked_at = TextAreaField(
        "Che cosa hai esaminato", description="Atti, registri, prove allegate, persone sentite.",
        validators=needed("Scrivi che cosa hai esaminato: atti, registri, persone sentite."), render_kw={"rows": 4, "maxlength": LONGEST_REASON},
    )  # fmt: skip
    found = TextAreaField(
        "Che cosa risulta", description="È il testo del verbale, e chi ha risposto lo legge.",
        validators=needed("Scrivi che cosa risulta: è il testo del verbale."), render_kw={"rows": 4, "maxlength": LONGEST_REASON},
    )  # fmt: skip
    follow_up = TextAreaField(
        "Che cosa va fatto", description="Serve se non è tutto in ordine: chi ha risposto lo riceve in un avviso.", validators=optional(),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )  # fmt: skip
    follow_up_by = ItalianDateField("Entro quando va fatto", description="Se c'è qualcosa da fare.", validators=optional())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.follow_up, self.follow_up_by):
            field.flags.conditional = True  # needed of what is not in order: the page must not call them optional

    @property
    def outcome(self) -> Finding | None:
        return Finding(self.finding.data) if self.finding.data in FINDING_LABELS else None


class FollowForm(BaseForm):
    failure = "Il seguito non è stato registrato"
    version = VersionField()
    followed_on = ItalianDateField("Fatto il", validators=needed("Scrivi quando è stato fatto."))
    followed_how = TextAreaField(
        "Come è stato risolto", description="Che cosa è cambiato, e da che cosa si vede.",
        validators=needed("Scrivi come è stato risolto."), render_kw={"rows": 4, "maxlength": LONGEST_REASON},
    )  # fmt: skip
