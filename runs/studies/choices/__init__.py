"""Choices: what each side should do, by postures, payoffs that a user declares, and the game of
both.
"""
