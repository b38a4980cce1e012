"""The named draws: uniform, independent across neighbouring keys, the same everywhere, held by no
generator.
"""
