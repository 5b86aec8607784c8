"""Riorganizzazione guidata: on a date, units merge, split, move and close, and nothing they had is left to nobody."""
