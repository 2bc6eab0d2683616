"""The table of docs/power.md."""
