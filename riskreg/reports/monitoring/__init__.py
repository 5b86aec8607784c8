"""The monitoring report of a session: the whole body, one area of the chart, one unit."""
