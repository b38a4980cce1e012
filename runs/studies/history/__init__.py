"""History: the tables of historical standoffs, and the one rule that composes a beginning from the
inputs of a row; what is known only afterwards never enters it.
"""
