"""What waits for each person, told by whoever keeps it; the reminders that follow from it."""
