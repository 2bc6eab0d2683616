"""The simulated twin of every port, and the world that they stand in."""
