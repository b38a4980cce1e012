"""The archive of batches: what is on disk, and how it is read, written and named."""
