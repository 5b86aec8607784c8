"""What the body wants to reach and what it reached: areas, objectives, indicators with a target per year, results, verdicts."""
