"""Rounds after collection: freeze, evaluate, release, object; what anybody sees of a result is decided here."""
