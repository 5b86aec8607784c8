"""Questions on a section of a sheet, answered in a thread and resolved by whoever answers; for any subject."""
