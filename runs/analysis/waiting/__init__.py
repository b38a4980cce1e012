"""Days to contact: survival, competing risks, medians and scores."""
