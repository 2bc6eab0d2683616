"""What cards brought home, as a survey speaks of it: deployments, captures, events, and where every file went."""
