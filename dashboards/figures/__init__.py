"""Figures as pure functions of a data frame; each comes with its sentence and its table."""
