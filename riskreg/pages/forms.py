"""The shape of a public page's text."""

from wtforms import TextAreaField

from riskreg.web.fields import VersionField, needed
from riskreg.web.forms import BaseForm


class PageForm(BaseForm):
    version = VersionField()
    text = TextAreaField(
        "Testo",
        description="Una riga vuota separa i capoversi. «## » all'inizio di una riga fa un titolo, «- » una voce di elenco. "
        "Gli indirizzi e-mail e quelli che cominciano con www. o https:// diventano collegamenti.",
        validators=needed("Scrivi il testo della pagina."),
        render_kw={"rows": 24, "maxlength": 20_000},
    )
