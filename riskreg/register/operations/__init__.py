"""Changes to the register: areas, processes, phases, events, measures, and what their assessments came to."""
