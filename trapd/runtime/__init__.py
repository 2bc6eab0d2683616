"""The loop, its clock, its timers and its schedule: the only code that waits."""
