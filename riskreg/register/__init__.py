"""What can go wrong, where, and what is done about it: areas, processes, phases, risk events, measures."""
