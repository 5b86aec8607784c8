"""What proves something: files, addresses and protocol numbers, kept by content, for any subject."""
