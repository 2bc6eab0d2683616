"""The language of the status LED, on one card."""
