"""`make bench`: how fast the engine and a whole launch are, on this machine, as tables."""
