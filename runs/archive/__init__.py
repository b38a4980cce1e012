"""The archive of batches: what lies on disk, and how it is read, written and named."""
