"""What each side should do: postures, payoffs that a user declares, and the games of both."""
