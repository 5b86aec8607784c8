"""Rows in and out of files; the only place that knows workbook libraries."""
