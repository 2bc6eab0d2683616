"""What `scripts/bench` measures: one figure a module, each beside a floor measured in the same run."""
