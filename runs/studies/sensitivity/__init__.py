"""Which levers matter: indices, regions and conditions over the points of a design."""
