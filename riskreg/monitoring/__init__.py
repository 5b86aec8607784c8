"""Semester monitoring: what is declared of each measure, who validates and verifies it, whether it is the right one, what it takes off the risk."""
