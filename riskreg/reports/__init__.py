"""Documents: what the body publishes and sends, drawn from finished contents."""
