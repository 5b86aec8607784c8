"""The Relazione sulla performance as documents."""
