"""Units and their successors, users, roles, office-holders, the body's own sheet."""
