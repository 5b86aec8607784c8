"""How the body measures risk: methodologies, drafted, published for ever, retired; and how ours map to ANAC's words."""
