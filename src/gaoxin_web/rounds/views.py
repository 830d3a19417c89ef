"""Pages of a round's end."""
