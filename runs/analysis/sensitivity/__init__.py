"""Indices and regions of a design, as pure functions."""
