"""A simulated fortnight at three stations: real cards, and the truth beside them."""
