"""Rows about campaigns."""

from riskreg.campaigns.models.campaigns import Campaign, CampaignProcess, Confirmation, Nudge
from riskreg.campaigns.models.proposals import Proposal

__all__ = ["Campaign", "CampaignProcess", "Confirmation", "Nudge", "Proposal"]
