"""Results in words: rounded, worded, ready to be set."""
