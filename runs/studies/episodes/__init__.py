"""Episodes: historical cases beside what the model simulates from the same beginning.

Reported, not fitted: a beginning differs from the primary config by dates, style, the era's trade
and dated events alone, all written before the first run.
"""
