"""Single runs: the representative ones, where two part, why a decision fell."""
