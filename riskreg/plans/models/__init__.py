"""Rows about the plan: its editions, who has read them, what was said when they were consulted upon."""

from riskreg.plans.models.consultation import Consultation, Contribution
from riskreg.plans.models.editions import Edition, EditionMeasure, EditionOwner
from riskreg.plans.models.readings import EditionReading, ReadingReminder

__all__ = ["Consultation", "Contribution", "Edition", "EditionMeasure", "EditionOwner", "EditionReading", "ReadingReminder"]
