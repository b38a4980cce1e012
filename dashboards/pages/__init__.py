"""The pages: what each asks, which figures it shows; nothing is computed here."""
