"""Shapes of what people say of a name that a file wrote."""

from wtforms import HiddenField, RadioField, SelectField

from riskreg.register.forms import Choices
from riskreg.web.fields import needed, optional
from riskreg.web.forms import BaseForm

ANOTHER = "altro"


class LinkOwnerForm(BaseForm):
    """The likeliest are proposed, none is chosen for whoever decides. `shown`: the measures that the page named, on their versions."""

    failure = "Non è stato possibile collegare il nome"
    shown = HiddenField()
    proposal = RadioField("Chi è", choices=[], validators=needed("Scegli chi è."))
    another = SelectField(
        "Un'altra unità o figura", choices=[], validators=optional(), render_kw={"data-shown-when": f"proposal={ANOTHER}"}
    )  # fmt: skip

    def offer(self, proposals: Choices, everybody: Choices) -> None:
        self.proposal.choices = [*proposals, (ANOTHER, "Un'altra unità o figura")]
        self.another.choices = [("", "Scegli…"), *everybody]
        self.another.flags.conditional = True
        if not proposals and not self.is_submitted():
            self.proposal.data = ANOTHER

    def validate(self, extra_validators: object = None) -> bool:
        right = bool(super().validate(extra_validators))
        if self.proposal.data == ANOTHER and not self.another.data:
            self.another.errors = [*self.another.errors, "Scegli l'unità o la figura."]
            return False
        return right

    @property
    def chosen(self) -> str:
        return str(self.another.data if self.proposal.data == ANOTHER else self.proposal.data)

    @property
    def chosen_name(self) -> str:
        names = {str(choice[0]): str(choice[1]) for field in (self.another, self.proposal) for choice in field.choices or ()}
        return names[self.chosen].strip()
