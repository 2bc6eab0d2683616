"""The picture of docs/power.md, Readiness."""
