"""The front door: what waits for me, what I can do."""
