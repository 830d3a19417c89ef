"""Zones with their history, and enterprises by social credit code with entry, exit and move."""
