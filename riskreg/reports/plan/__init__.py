"""The documents of an edition of the plan, all drawn from one contents object that never changes."""
