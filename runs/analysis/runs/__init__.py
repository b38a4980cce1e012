"""Single runs: representative ones, where two diverge, why a decision was taken."""
