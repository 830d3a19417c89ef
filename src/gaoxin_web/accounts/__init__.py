"""People and organisations: who they are, how they come in, what their role may do."""
