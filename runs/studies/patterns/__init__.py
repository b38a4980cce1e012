"""Patterns: a datum of the historical record beside the distribution that the model simulates for
it.

Reported, not fitted: what was observed and how it is measured on a run is written down in
configs/pattern before anything is simulated.
"""
