"""The three-year plan, edition by edition: what it lists, what the body decided, the figures read from it."""
