"""Rows of the register that come in from files: a whole workbook by ID, or plain lists by what people call things."""
