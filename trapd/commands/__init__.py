"""What each command does, from its values to its exit code."""
