"""Fit: what the record of standoffs says about the levers, and how well the model forecasts days.

Priors and evidence are in configs/inference, with reasons; the record in configs/history and
configs/episode. Method, words and warnings: docs/fit.md.
"""
