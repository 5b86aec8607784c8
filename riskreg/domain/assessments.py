"""The states of an assessment, and what may follow each."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """`bozza → approvata`. The steps between (sent, validated, returned) come with the campaigns."""

    DRAFT = "draft"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS: Mapping[str, str] = {"draft": "Bozza", "approved": "Approvata"}
