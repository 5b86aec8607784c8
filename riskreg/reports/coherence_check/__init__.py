"""The OIV's check of coherence: the plan and the performance of a year side by side, what has no counterpart, the opinion (l. 190/2012 art. 1 c. 8-bis)."""
