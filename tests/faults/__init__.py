"""Faults on purpose: mangled files, batches broken and mended in any order, what cannot fit."""
