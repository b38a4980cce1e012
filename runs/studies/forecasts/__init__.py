"""Forecasts from what has been observed of a standoff so far: runs weighed by its acts."""
