"""One run simulated again: its trace, its story, and whether it equals its stored row."""
