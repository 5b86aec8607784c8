"""What changes a campaign: opened, moved, nudged, extended, closed."""
