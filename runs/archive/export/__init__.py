"""Results for others: a batch as one tidy table in one file, with its dictionary beside it."""
