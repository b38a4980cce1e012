"""Forks: a run simulated again with something changed from some day on, in the same random
world.
"""
