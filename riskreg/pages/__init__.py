"""The pages at the foot of every other: accessibility, privacy, contacts. Everybody reads them, the body writes them."""
