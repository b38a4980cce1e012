"""Questions asked of many batches: claims, episodes, sensitivity, replays."""
