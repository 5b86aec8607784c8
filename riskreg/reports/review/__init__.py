"""The delta for the body that decides: two pages on what a campaign changed."""
