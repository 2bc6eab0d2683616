"""What a battery pack gives: by charge, cold, load and time. Pure values, no meter is read here (docs/power.md)."""
