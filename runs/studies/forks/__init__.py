"""A run, otherwise from some day on: its twin in the same random world, and what turns it."""
