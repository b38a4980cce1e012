"""From overrides to a plan: variants, points, size and cost, before anything is written."""
