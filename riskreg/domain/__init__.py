"""Pencil and paper: the rules of the trade, standard library only."""
