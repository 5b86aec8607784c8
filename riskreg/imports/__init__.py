"""Rows that come in from files: read, checked on paper, shown, then all brought in or none."""
