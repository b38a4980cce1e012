"""Oracles: degenerate configurations of the real engine whose answer is known in closed form."""
