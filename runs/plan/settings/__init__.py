"""Configurations: composed, set, validated and named; the only ward that knows Hydra."""
