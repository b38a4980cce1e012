"""Studies that simulate or read many runs: claims, episodes, sensitivity, replays."""
