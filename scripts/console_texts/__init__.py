"""Keeps the texts of the console and of the report in all languages."""
