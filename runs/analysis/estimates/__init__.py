"""Levels with their intervals: shares, means, quantiles."""
