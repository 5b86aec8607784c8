"""The shell that every page wears: guards, forms, lists, errors, navigation."""
