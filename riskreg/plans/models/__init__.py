"""Rows about editions of the plan: what each lists, the objectives it serves, what it says in words."""

from riskreg.plans.models.editions import Edition, EditionMeasure, EditionOwner
from riskreg.plans.models.objectives import EditionObjective, ObjectiveMeasure
from riskreg.plans.models.sections import EditionSection

__all__ = ["Edition", "EditionMeasure", "EditionObjective", "EditionOwner", "EditionSection", "ObjectiveMeasure"]
