"""What must hold of any batch: identities, convergence, group-sequential looks."""
