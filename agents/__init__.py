"""Who plays: leaders, envoys, constituencies, third parties and the press, and how they decide."""
