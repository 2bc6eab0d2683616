"""A survey in the forms that analysts read: Camtrap DP, camtrapR."""
