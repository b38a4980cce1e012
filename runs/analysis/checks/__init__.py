"""Checks that hold for any batch: identities, convergence, group-sequential intervals."""
