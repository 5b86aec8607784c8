"""The one form of the post."""

from wtforms import EmailField

from riskreg.web.fields import needed
from riskreg.web.forms import BaseForm


class MailTestForm(BaseForm):
    address = EmailField(
        "Indirizzo a cui inviare la prova",
        description="È già scritto il tuo: cambialo se vuoi provare un'altra casella.",
        validators=needed("Scrivi l'indirizzo a cui inviare la prova."),
        render_kw={"maxlength": 254, "autocomplete": "email"},
    )
    failure = "La prova non è partita"
