"""Changing how the body measures: drafts, their life, and ANAC's names for what is ours."""
