"""What takes longer than the tests: speed against a floor (`make bench`), steadiness under load (`make load`)."""
