"""Policies, roles and metrics written by users: in `./policies/*.py`, `./roles/*.py` and
`./metrics/*.py`, or in an installed package.

What is found is read as text first, and run only if a variant, or the launch, chooses it: before
anything is written to check that it keeps the contract, then by whoever simulates. A batch stores
the name of each, the digests of its sources and where it came from, never its code: nothing is
loaded from a batch.
"""
