"""Errors that are sentences: what is wrong, at which field, so that a person can act on it."""

from datetime import timedelta


class RuleBroken(Exception):
    """A rule refuses the change; `field` names where to say so, None for the whole form.

    >>> str(RuleBroken("Inserisci la data di fine dell'incarico.", "to_on"))
    "Inserisci la data di fine dell'incarico."
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class TooSoon(RuleBroken):
    """Refused for now, whatever was typed; `left` says how long."""

    def __init__(self, message: str, left: timedelta) -> None:
        super().__init__(message)
        self.left = left

    @property
    def seconds(self) -> int:
        """For the header Retry-After: rounded up.

        >>> TooSoon("Aspetta.", timedelta(seconds=1.2)).seconds
        2
        """
        return max(-(-self.left // timedelta(seconds=1)), 1)


class NotAllowed(Exception):
    """The person may not do this; the sentence says who may, when that helps."""

    def __init__(self, message: str = "Non hai il permesso di eseguire questa operazione.") -> None:
        super().__init__(message)
        self.message = message


class WrongState(RuleBroken):
    """The thing is in a state from which this step cannot be taken."""


class Missing(Exception):
    """What was asked for does not exist (any more)."""

    def __init__(self, message: str = "Quello che cerchi non esiste o non esiste più.") -> None:
        super().__init__(message)
        self.message = message


class Conflict(Exception):
    """Somebody saved the same thing meanwhile; nobody's text is overwritten.

    `theirs` holds the values now saved, by field name, so that the page can set them beside the typed ones.
    """

    def __init__(self, message: str, theirs: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.theirs = theirs or {}
