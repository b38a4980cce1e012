"""Forecasts from what has been observed of a standoff so far: runs weighted by its acts."""
