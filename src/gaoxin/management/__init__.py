"""Dynamic management: proposals from the results of years, each with rule and reason; a person decides."""
