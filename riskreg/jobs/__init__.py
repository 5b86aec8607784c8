"""Work that can wait: one table, one worker, one schedule."""
