"""Changing the plan: editions and their life, and what they say of each measure."""
