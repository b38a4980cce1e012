"""The dashboard: figures as pure functions of data frames, pages over archives; no model is stepped
here.
"""
