"""Shapes of what people type at the door and about their own access."""

from wtforms import EmailField, PasswordField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.domain.one_time_codes import DIGITS
from riskreg.domain.passwords import HINT
from riskreg.web.fields import VersionField, needed, optional
from riskreg.web.forms import BaseForm, refuse

NOT_IN = "Non è stato possibile entrare"


def password_field(label: str, sentence: str, autocomplete: str, hint: str = "") -> PasswordField:
    return PasswordField(label, description=hint, validators=needed(sentence), filters=[], render_kw={"autocomplete": autocomplete})


def one_time_code_field(label: str = "Codice") -> StringField:
    return StringField(
        label,
        description=f"Le {DIGITS} cifre che l'app mostra adesso.",
        validators=needed("Scrivi il codice che l'app mostra adesso."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12, "class": "rr-code"},
    )


class SignInForm(BaseForm):
    failure = NOT_IN
    email = EmailField("E-mail", validators=needed("Scrivi il tuo indirizzo e-mail."), render_kw={"autocomplete": "username"})
    password = password_field("Password", "Scrivi la password.", "current-password")


class CodeForm(BaseForm):
    failure = NOT_IN
    one_time_code = one_time_code_field()


class RecoveryForm(BaseForm):
    failure = NOT_IN
    recovery_code = StringField(
        "Codice di recupero",
        description="Uno dei dieci codici che hai salvato, per esempio «abcde-fghij». Ognuno vale una volta sola.",
        validators=needed("Scrivi un codice di recupero."),
        render_kw={"autocomplete": "off", "maxlength": 30, "class": "rr-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class ForgottenForm(BaseForm):
    failure = "Non è stato possibile inviare la richiesta"
    email = EmailField(
        "E-mail", validators=needed("Scrivi il tuo indirizzo e-mail."), render_kw={"autocomplete": "username", "maxlength": 254}
    )


def present_password() -> PasswordField:
    """Asked again before anything that a browser left open must not allow."""
    return password_field("Password attuale", "Scrivi la password che usi oggi.", "current-password")


def new_password() -> PasswordField:
    return password_field("Nuova password", "Scrivi la nuova password.", "new-password", HINT)


def repeated_password() -> PasswordField:
    return password_field("Ripeti la nuova password", "Ripeti la nuova password.", "new-password")


class _Twice:
    """What cannot be read while it is typed is typed twice."""

    new: PasswordField

    def validate_repeat(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            refuse("Le due password non coincidono: riscrivile.")


class LinkPasswordForm(_Twice, BaseForm):
    """By whoever came with a link."""

    new = new_password()
    repeat = repeated_password()


class OwnPasswordForm(_Twice, BaseForm):
    current = present_password()
    new = new_password()
    repeat = repeated_password()


class PasswordForm(BaseForm):
    """By an administrator, for a colleague."""

    password = new_password()


class EnableFactorForm(BaseForm):
    failure = "Non è stato possibile attivare il secondo fattore"
    current = present_password()
    one_time_code = one_time_code_field("Codice che l'app mostra adesso")


class OwnFactorForm(BaseForm):
    """To remove one's own second factor, or make new recovery codes."""

    current = present_password()


class LockForm(BaseForm):
    version = VersionField()
    reason = TextAreaField(
        "Motivo", description="Lo leggono gli amministratori, nella scheda dell'utente.",
        validators=needed("Scrivi il motivo del blocco: si legge nella scheda della persona."), render_kw={"maxlength": 300, "rows": 3},
    )  # fmt: skip


class InviteForm(BaseForm):
    """Several people at once; whoever got an invitation since the page was drawn is no mistake of whoever sends it."""

    failure = "Non è partito nessun invito"
    people = SelectMultipleField(
        "A chi scrivere",
        description="Togli il segno a chi non vuoi invitare adesso.",
        validators=[DataRequired("Scegli almeno una persona.")],
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class SecurityForm(BaseForm):
    version = VersionField()
    roles = SelectMultipleField(
        "Ruoli che devono usare il secondo fattore",
        description="Se non ne scegli nessuno, ciascuno è libero di attivarlo dal suo profilo.",
        validators=optional(),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
