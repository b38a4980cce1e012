"""Event data: simulated runs written in the formats of event data sets, and such files read as a
script.
"""
