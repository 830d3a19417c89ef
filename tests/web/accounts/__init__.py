"""Who comes in, with what, and what is done about others."""
