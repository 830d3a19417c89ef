"""Rounds, forms grown from the edition, submissions as append-only revisions, and the Excel round trip."""
