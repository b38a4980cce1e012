"""One run again: its trace, its story, and whether it is the run of the table."""
