"""What is done with a reorganisation: written, decided, tried, declared ready, applied."""
