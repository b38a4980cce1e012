"""The page Launch: its form, its preview, and the process that it starts."""
