"""What is seen: figures as pure functions of a frame, pages over archives, never a model step."""
