"""Gaoxin: evaluation of national high-tech zones, every number with its lineage."""
