"""Quality: measures, normalisation, aggregation, bounds, robustness; pure functions that serve anybody's index."""
