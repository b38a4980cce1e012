"""Two or more variants in the same random worlds."""
