"""The address as state, and the batches it is about."""
