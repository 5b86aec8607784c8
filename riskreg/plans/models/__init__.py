"""Rows about editions of the plan: what each lists, the objectives it serves, what it says in words, the documents it keeps."""

from riskreg.plans.models.documents import EditionDocument
from riskreg.plans.models.editions import Edition, EditionMeasure, EditionOwner
from riskreg.plans.models.objectives import EditionObjective, ObjectiveMeasure
from riskreg.plans.models.sections import EditionSection

__all__ = ["Edition", "EditionDocument", "EditionMeasure", "EditionObjective", "EditionOwner", "EditionSection", "ObjectiveMeasure"]
