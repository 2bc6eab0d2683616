"""Decisions: the standard library alone; no I/O, no clock, no threads, no chance."""
