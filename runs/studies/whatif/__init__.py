"""Levers moved beside a variant of a batch: what comes out over a lever, in the same worlds."""
