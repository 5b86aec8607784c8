"""What people type about the texts of an edition."""

from typing import Any

from wtforms import SelectField, TextAreaField

from riskreg.domain import prose
from riskreg.domain.narrative import LONGEST_SECTION, PLACE_LABELS, Place
from riskreg.register.forms import name_field
from riskreg.web.fields import VersionField, needed
from riskreg.web.forms import BaseForm

FIELDS = ("heading", "place", "text")


def _tidy(text: str | None) -> str:
    return prose.tidy(text or "")


class SectionForm(BaseForm):
    """Its version is that of the edition."""

    merges = True
    failure = "Il testo non è stato salvato"
    version = VersionField()
    heading = name_field("Titolo", "Scrivi il titolo, per esempio «Il contesto esterno».", 200)
    place = SelectField(
        "Dove sta nel documento", choices=list(PLACE_LABELS.items()), default=Place.OPENING.value, validators=needed("Scegli dove sta il testo.")
    )  # fmt: skip
    text = TextAreaField(
        "Testo",
        description="Una riga vuota separa i capoversi. A inizio riga «## » fa un titolo, «- » una voce di elenco. Una tabella è fatta di righe come "
        "«| Ufficio | Addetti |»: la prima dà i nomi delle colonne; con «Tabella: » nella riga sopra ha un titolo. "
        "Le cifre fra doppie graffe le scrive riskreg.",
        filters=[_tidy], validators=needed("Scrivi il testo."), render_kw={"rows": 20, "maxlength": LONGEST_SECTION},
    )  # fmt: skip

    def chosen_place(self) -> Place:
        return Place(self.place.data)


class ShownSection:
    """A section as its form shows it, read anew each time."""

    def __init__(self, section: Any) -> None:
        self._section = section

    @property
    def version(self) -> int:
        return int(self._section.edition.version)

    def __getattr__(self, name: str) -> Any:
        if name not in FIELDS:
            raise AttributeError(name)
        return getattr(self._section, name)
