"""Configurations: composed, set, validated and named; the only package that knows Hydra."""
