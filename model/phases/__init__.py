"""The phases of a day, in the order of play: one file a phase, rules as functions of the state."""
