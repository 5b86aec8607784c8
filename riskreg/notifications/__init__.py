"""What people must know: one row for one message to one person, shown in riskreg and sent by mail."""
