"""The forms of notices: what I want by mail, a letter to try the post."""

from wtforms import EmailField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from riskreg.web.fields import needed, optional
from riskreg.web.forms import BaseForm


class MailTestForm(BaseForm):
    address = EmailField(
        "Indirizzo a cui inviare la prova",
        description="È già scritto il tuo: cambialo se vuoi provare un'altra casella.",
        validators=needed("Scrivi l'indirizzo a cui inviare la prova."),
        render_kw={"maxlength": 254, "autocomplete": "email"},
    )
    failure = "La prova non è partita"


class ChoiceForm(BaseForm):
    topics = SelectMultipleField(
        "Che cosa vuoi ricevere anche per e-mail",
        description="Quello che non scegli lo trovi soltanto in riskreg, fra i tuoi avvisi e nella pagina «Il mio lavoro».",
        validators=optional(),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
