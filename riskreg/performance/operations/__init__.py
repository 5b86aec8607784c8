"""What changes rows of performance."""
