"""The minutes of what was verified: of one declaration, and of the whole sample of a semester."""
