"""Shapes of what people type about the organisation."""

from collections.abc import Mapping

from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.roles import ROLE_DUTIES, ROLE_LABELS
from riskreg.domain.vocabulary import BODY_KINDS, UNIT_KIND_LABELS, UnitKind
from riskreg.web.fields import ItalianDateField, VersionField, WholeNumberField, needed, optional
from riskreg.web.forms import BaseForm

CHOOSE = ("", "Scegli…")
NOBODY = ("", "Nessuno")
ACT_HINT = "Tipo, numero e data, per esempio «Determinazione n. 41 del 12/12/2024»."
KINDS = [(kind, label) for kind, label in UNIT_KIND_LABELS.items() if kind != UnitKind.BODY]


class BodyForm(BaseForm):
    version = VersionField()
    name = StringField("Denominazione", validators=needed("Scrivi la denominazione dell'ente."), render_kw={"maxlength": 300})
    short_name = StringField(
        "Nome breve", description="Quello che si legge in cima alle pagine.", validators=optional(), render_kw={"maxlength": 120}
    )
    kind = SelectField("Tipo di ente", choices=[CHOOSE, *BODY_KINDS.items()], validators=needed("Scegli il tipo di ente."))
    tax_code = StringField(
        "Codice fiscale",
        description="11 cifre.",
        validators=[
            *needed("Scrivi il codice fiscale dell'ente."),
            Regexp(r"[0-9]{11}$", message="Il codice fiscale dell'ente ha 11 cifre."),
        ],
        render_kw={"maxlength": 11, "inputmode": "numeric"},
    )
    street = StringField("Indirizzo", description="Via e numero civico.", validators=optional(), render_kw={"maxlength": 200})
    postal_code = StringField(
        "CAP",
        validators=[*optional(), Regexp(r"[0-9]{5}$", message="Il CAP ha 5 cifre.")],
        render_kw={"maxlength": 5, "inputmode": "numeric"},
    )
    city = StringField("Comune", validators=optional(), render_kw={"maxlength": 120})
    province = StringField(
        "Provincia",
        description="La sigla, per esempio RM.",
        validators=[*optional(), Regexp(r"[A-Za-z]{2}$", message="La sigla della provincia ha 2 lettere.")],
        render_kw={"maxlength": 2},
    )
    website = StringField("Sito istituzionale", validators=optional(), render_kw={"maxlength": 300})
    pec = EmailField("PEC", validators=optional(), render_kw={"maxlength": 200})
    phone = StringField("Telefono", validators=optional(), render_kw={"maxlength": 60})


def effective_on() -> ItalianDateField:
    """Asked last, after what changes: errors are listed in the order of the page."""
    return ItalianDateField("Con effetto dal", validators=needed("Scrivi da quale giorno ha effetto."))


def act_field(sentence: str = "Indica l'atto che lo dispone.") -> StringField:
    return StringField("Atto", description=ACT_HINT, validators=needed(sentence), render_kw={"maxlength": 300})


class UnitForm(BaseForm):
    version = VersionField()
    code = StringField(
        "Codice",
        description="Breve e unico, per esempio A2.3.",
        validators=needed("Scrivi il codice dell'unità."),
        render_kw={"maxlength": 40},
    )
    name = StringField("Denominazione", validators=needed("Scrivi la denominazione dell'unità."), render_kw={"maxlength": 300})
    kind = SelectField("Tipo", choices=[CHOOSE, *KINDS], validators=needed("Scegli il tipo di unità."))
    parent_id = SelectField("Struttura superiore", validators=needed("Scegli la struttura sotto cui sta l'unità."))
    is_staff = BooleanField("Struttura di staff")
    position = WholeNumberField(
        "Ordine nell'organigramma",
        description="Un numero: le unità con il numero più basso vengono prima. Se lo lasci vuoto, viene dopo le altre.",
        validators=optional(),
    )
    on = effective_on()
    act = act_field()


class UnitSheetForm(BaseForm):
    version = VersionField()
    code = StringField("Codice", validators=needed("Scrivi il codice dell'unità."), render_kw={"maxlength": 40})
    is_staff = BooleanField("Struttura di staff")
    position = WholeNumberField(
        "Ordine nell'organigramma", description="Un numero: le unità con il numero più basso vengono prima.", validators=optional()
    )


class RenameForm(BaseForm):
    version = VersionField()
    name = StringField("Nuova denominazione", validators=needed("Scrivi la nuova denominazione."), render_kw={"maxlength": 300})
    on = effective_on()
    act = act_field()


class MoveForm(BaseForm):
    version = VersionField()
    parent_id = SelectField("Nuova struttura superiore", validators=needed("Scegli la struttura sotto cui sposti l'unità."))
    on = effective_on()
    act = act_field()


class CloseForm(BaseForm):
    confirm = True
    version = VersionField()
    last_day = ItalianDateField("Ultimo giorno di attività", validators=needed("Scrivi l'ultimo giorno di attività."))
    act = StringField(
        "Atto", description=ACT_HINT, validators=needed("Indica l'atto che dispone la chiusura."), render_kw={"maxlength": 300}
    )
    heir_id = SelectField(
        "Unità che subentra",
        description="Riceve le schede dell'unità. Se non scegli, passano alla struttura superiore.",
        validators=optional(),
    )


class MergeForm(BaseForm):
    confirm = True
    units = SelectMultipleField(
        "Unità da accorpare",
        description="Si chiudono il giorno prima.",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=needed("Scegli le unità da accorpare."),
    )
    target = SelectField(
        "Unità che resta", description="Scegli un'unità che c'è già, oppure «Nuova unità» e descrivila qui sotto.", choices=[]
    )
    code = StringField("Codice della nuova unità", validators=optional(), render_kw={"maxlength": 40})
    name = StringField("Denominazione della nuova unità", validators=optional(), render_kw={"maxlength": 300})
    parent_id = SelectField("Struttura superiore della nuova unità", validators=optional())
    on = effective_on()
    act = act_field()


class PartForm(Form):
    """One of the units that come out of a split."""

    code = StringField("Codice", validators=optional(), filters=[lambda text: (text or "").strip()], render_kw={"maxlength": 40})
    name = StringField("Denominazione", validators=optional(), filters=[lambda text: (text or "").strip()], render_kw={"maxlength": 300})


class SplitForm(BaseForm):
    confirm = True
    version = VersionField()
    parts = FieldList(FormField(PartForm, label="Nuova unità"), min_entries=4, max_entries=4, label="Nuove unità")
    heir = RadioField(
        "Quale eredita le schede",
        choices=[("0", "La prima"), ("1", "La seconda"), ("2", "La terza"), ("3", "La quarta")],
        default="0",
        validators=needed("Scegli quale unità eredita le schede."),
    )
    on = effective_on()
    act = act_field()


class UserForm(BaseForm):
    version = VersionField()
    given_name = StringField("Nome", validators=needed("Scrivi il nome."), render_kw={"maxlength": 100, "autocomplete": "off"})
    family_name = StringField("Cognome", validators=needed("Scrivi il cognome."), render_kw={"maxlength": 100, "autocomplete": "off"})
    email = EmailField("E-mail", validators=needed("Scrivi l'indirizzo e-mail."), render_kw={"maxlength": 254, "autocomplete": "off"})
    job_title = StringField("Qualifica", validators=optional(), render_kw={"maxlength": 200})


class NewUserForm(UserForm):
    invite = BooleanField(
        "Invia subito l'invito per posta", description="La persona sceglie la sua password con un collegamento che vale 7 giorni."
    )


class GrantForm(BaseForm):
    role = RadioField(
        "Ruolo",
        choices=[(role, f"{label}: {ROLE_DUTIES[role]}") for role, label in ROLE_LABELS.items()],
        validators=needed("Scegli il ruolo."),
    )
    unit_id = SelectField("Unità", description="Il ruolo vale sull'unità e su quelle sotto di essa.", validators=needed("Scegli l'unità."))
    from_on = ItalianDateField("Dal", validators=needed("Scrivi da quale giorno."))
    to_on = ItalianDateField("Al", description="Lascia vuoto se non ha una fine.", validators=optional())
    act = StringField("Atto", description=ACT_HINT, validators=optional(), render_kw={"maxlength": 300})


class EndForm(BaseForm):
    """Ends a role on a day, and says who takes it up."""

    version = VersionField()
    to_on = ItalianDateField(
        "Ultimo giorno", description="Il ruolo vale fino a questo giorno compreso.", validators=needed("Scrivi l'ultimo giorno.")
    )
    heir = SelectField(
        "Chi risponde dal giorno dopo",
        description="Chi subentra riceve lo stesso ruolo sulla stessa unità.",
        validators=optional(),
        choices=[],
    )


def disable_form(labels: Mapping[int, str]) -> type[BaseForm]:
    """Asks for each role, by the id of its grant, who takes it up."""
    fields = {f"heir_{grant_id}": SelectField(label, validators=optional(), choices=[]) for grant_id, label in labels.items()}
    return type("DisableForm", (ConfirmForm,), fields)


class DelegationForm(BaseForm):
    cautions: list[str]
    """What the page says before it asks once more."""

    grant_id = SelectField("Ruolo", validators=needed("Scegli il ruolo in cui ti fai sostituire."), choices=[])
    deputy_id = SelectField(
        "Sostituto",
        description="Prima chi ha lo stesso ruolo o lavora nella stessa area. Agisce a nome proprio: il registro annota che è in sostituzione.",
        validators=needed("Scegli chi fa da sostituto."),
        choices=[],
    )
    from_on = ItalianDateField("Dal", validators=needed("Scrivi da quale giorno."))
    to_on = ItalianDateField(
        "Al", description="La delega finisce da sola dopo questo giorno.", validators=needed("Scrivi fino a quale giorno.")
    )
    act = StringField(
        "Atto o motivo",
        description="Per esempio «Ferie» o «Determinazione n. 41 del 12/12/2024». Non scrivere motivi di salute.",
        validators=optional(),
        render_kw={"maxlength": 300},
    )


class EndTermForm(BaseForm):
    """Ends the time in office of a holder."""

    version = VersionField()
    to_on = ItalianDateField(
        "Ultimo giorno", description="L'incarico vale fino a questo giorno compreso.", validators=needed("Scrivi l'ultimo giorno.")
    )


class FigureForm(BaseForm):
    name = StringField("Figura", validators=needed("Scrivi il nome della figura."), render_kw={"maxlength": 200})
    code = StringField(
        "Sigla", description="Breve e unica, per esempio RPCT.", validators=needed("Scrivi una sigla."), render_kw={"maxlength": 60}
    )
    norm = StringField("Riferimento normativo", validators=optional(), render_kw={"maxlength": 300})
    is_required = BooleanField("Deve avere sempre un titolare")
    is_several = BooleanField("Può avere più titolari insieme")


class EditFigureForm(BaseForm):
    version = VersionField()
    name = StringField("Figura", validators=needed("Scrivi il nome della figura."), render_kw={"maxlength": 200})
    norm = StringField("Riferimento normativo", validators=optional(), render_kw={"maxlength": 300})
    is_required = BooleanField("Deve avere sempre un titolare")


class CorrectTermForm(BaseForm):
    version = VersionField()
    deputy_id = SelectField("Sostituto", validators=optional())
    act = StringField("Atto di nomina", description=ACT_HINT, validators=needed("Indica l'atto di nomina."), render_kw={"maxlength": 300})
    note = TextAreaField("Nota", validators=optional(), render_kw={"maxlength": 2000})


class TermForm(BaseForm):
    holder_id = SelectField(
        "Titolare", description="Scegli un utente, oppure scrivi sotto il nome di una persona esterna.", validators=optional()
    )
    holder_name = StringField("Titolare esterno all'ente", validators=optional(), render_kw={"maxlength": 200})
    deputy_id = SelectField("Sostituto", validators=optional())
    act = StringField("Atto di nomina", description=ACT_HINT, validators=needed("Indica l'atto di nomina."), render_kw={"maxlength": 300})
    from_on = ItalianDateField("Dal", validators=needed("Scrivi da quale giorno."))
    to_on = ItalianDateField("Al", description="Lascia vuoto se non ha una fine.", validators=optional())
    note = TextAreaField("Nota", validators=optional(), render_kw={"maxlength": 2000})


class ConfirmForm(BaseForm):
    """Only the token and the version: the page asks, the button says yes."""

    version = VersionField()
