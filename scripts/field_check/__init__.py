"""`scripts/field-check`: the first ten minutes of a unit with real hardware."""
