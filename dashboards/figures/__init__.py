"""Figures as pure functions of a frame: what is drawn, its sentence and its table, together."""
