"""The pages: what each asks and which figures it shows; nothing is computed here."""
