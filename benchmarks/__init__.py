"""Speed as ratios in one run: what the engine needs against the limit beside it, never against a clock."""
