"""Results in words: how a number is rounded, and the sentences that all outputs share."""
