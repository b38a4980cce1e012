"""Outcomes of runs besides who called first: beliefs, face, accounts of the contact."""
