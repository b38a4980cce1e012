"""History: the record of standoffs as tables, and the one rule that composes a beginning from the
inputs of a row; what is known only afterwards never reaches it.
"""
