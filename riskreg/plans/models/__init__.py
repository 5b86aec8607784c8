"""Rows about editions of the plan: what each lists, the objectives it serves, what it says in words, the documents it keeps, who has read
it, what was said when it was consulted upon."""

from riskreg.plans.models.consultation import Consultation, Contribution
from riskreg.plans.models.documents import EditionDocument
from riskreg.plans.models.editions import Edition, EditionMeasure, EditionOwner
from riskreg.plans.models.objectives import EditionObjective, ObjectiveMeasure
from riskreg.plans.models.readings import EditionReading, ReadingReminder
from riskreg.plans.models.sections import EditionSection

__all__ = [
    "Consultation", "Contribution", "Edition", "EditionDocument", "EditionMeasure", "EditionObjective", "EditionOwner", "EditionReading",
    "EditionSection", "ObjectiveMeasure", "ReadingReminder",
]  # fmt: skip
