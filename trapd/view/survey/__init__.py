"""The page about a survey: what its cards brought home, for those who hung the units up."""
