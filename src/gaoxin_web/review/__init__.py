"""Decisions on submissions: receive, approve, return with marked cells, reopen; findings and explanations."""
