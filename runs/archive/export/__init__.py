"""Export of a batch as one tidy table in one file, with a column dictionary beside it."""
