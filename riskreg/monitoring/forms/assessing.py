"""What the RPCT types about a session."""

from riskreg.register.forms import long_text
from riskreg.web.fields import VersionField
from riskreg.web.forms import BaseForm


class AssessForm(BaseForm):
    failure = "La valutazione non è stata salvata"
    version = VersionField()
    assessment = long_text("Valutazione", rows=14)
