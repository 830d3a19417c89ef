"""Pages of collect."""
