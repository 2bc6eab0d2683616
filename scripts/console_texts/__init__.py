"""Keeps the console's texts in all of its languages."""
