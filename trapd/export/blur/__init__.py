"""Copies that do not tell where the stations are, and the proof of it."""
