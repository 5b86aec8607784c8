"""Whether the plan holds together: what the rules of domain/coherence find in the register, mended or accepted with a reason."""
