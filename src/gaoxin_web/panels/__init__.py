"""Panels: surveys answered without accounts, experts who judge blind, and what of it a round is evaluated on."""
