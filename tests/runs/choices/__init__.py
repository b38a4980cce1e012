"""Tests of choices: payoffs, postures, games, races and robust choices."""
