"""Designs: tables of points over numeric levers, each point played as lanes of a variant.

A table names levers and gives each of its rows, the points, a value for each of them. Making it is
SALib's and SciPy's work; here it is checked against the levers' ranges, stored and cut.
"""
