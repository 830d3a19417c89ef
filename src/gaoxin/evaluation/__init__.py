"""The stairs from figures to indicators, standards, contributions, dimensions, scores and ranks."""
