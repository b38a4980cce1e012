"""The URL as state, and the batches it is about."""
