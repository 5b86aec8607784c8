"""What is done with a monitoring session."""
