"""Safety copies: everything that an installation holds in one file, checked, rotated, and brought back elsewhere."""
