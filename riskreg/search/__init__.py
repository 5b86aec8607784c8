"""One index over everything people look for, written in the transaction that changes what it points to."""
