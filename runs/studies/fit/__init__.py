"""Fit: what the record of standoffs says about the levers, and how well a forecast of days does.

Priors and evidence stand in configs/inference, with reasons; the record in configs/history and
configs/episode. Method, words and warnings: docs/fit.md.
"""
