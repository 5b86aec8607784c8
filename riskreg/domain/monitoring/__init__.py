"""Twice a year every measure is looked at: whether it is done, what shows it, whether it holds, what it takes off the risk."""
