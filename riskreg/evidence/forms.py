"""Shapes of what people type, and of the files that they choose, about evidence."""

from flask_wtf.file import FileField, MultipleFileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from riskreg.domain.errors import RuleBroken
from riskreg.domain.evidence import BY_ENDING, LONGEST_NOTE
from riskreg.web.fields import VersionField, needed
from riskreg.web.forms import BaseForm

ACCEPT = ",".join(f".{ending}" for ending in BY_ENDING)


class _FilesForm(BaseForm):
    def _refused(self, refusal: RuleBroken) -> None:
        """A sentence for each file."""
        super()._refused(refusal)
        field = self._fields.get("files")
        if field is not None and (messages := getattr(refusal, "messages", None)):
            field.errors = [*field.errors[:-1], *messages]


class AddForm(_FilesForm):
    failure = "Non è stato allegato nulla"
    files = MultipleFileField("File", render_kw={"accept": ACCEPT, "data-files": ""})
    links = TextAreaField(
        "Collegamenti", description="Un indirizzo per riga, per esempio https://www.ente.example/regolamento.", render_kw={"rows": 2}
    )
    protocols = TextAreaField(
        "Numeri di protocollo", description="Numero e data, uno per riga: per esempio 12345/2026 del 12/03/2026.", render_kw={"rows": 2}
    )
    note = TextAreaField(
        "Che cosa dimostra", description="Vale per tutto quello che alleghi adesso.", render_kw={"maxlength": LONGEST_NOTE, "rows": 3}
    )


def _because(sentence: str) -> TextAreaField:
    return TextAreaField(
        "Perché", description="Resta scritto: chi controlla deve poterlo capire.", validators=needed(sentence),
        render_kw={"maxlength": LONGEST_NOTE, "rows": 3},
    )  # fmt: skip


class NewFileForm(_FilesForm):
    failure = "La nuova versione non è stata caricata"
    version = VersionField()
    files = FileField("File", render_kw={"accept": ACCEPT, "data-files": ""})
    because = _because("Scrivi perché serve una nuova versione.")


class NewTextForm(BaseForm):
    """Of an address, or of a protocol number."""

    failure = "La nuova versione non è stata salvata"
    version = VersionField()
    written = StringField(validators=[InputRequired("Scrivi che cosa sostituisce quello di prima.")], render_kw={"maxlength": 500})
    because = _because("Scrivi perché serve una nuova versione.")


class ReuseForm(BaseForm):
    failure = "La prova non è stata allegata"
    evidence_id = RadioField("Quale prova", validators=[InputRequired("Scegli quale prova usare anche qui.")], choices=[])


class WithdrawForm(BaseForm):
    failure = "La prova non è stata ritirata"
    because = _because("Scrivi perché la prova va ritirata.")
