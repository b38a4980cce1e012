"""Event data: simulated runs written as the field's files are, and such files read as a script."""
