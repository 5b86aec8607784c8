"""Of which checks people are asked."""

from riskreg.waiting.forms import NudgeForm as Nudging
from riskreg.waiting.forms import ticks


class NudgeForm(Nudging):
    of = "checks"
    checks = ticks("Di quali schede", "Scegli almeno una scheda.", "Togli il segno a quelle che non vuoi sollecitare adesso.")
