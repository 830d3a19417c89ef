"""The web application of Gaoxin: collection, review, rounds and pages over the engine."""
