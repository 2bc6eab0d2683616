"""The technician's line."""
