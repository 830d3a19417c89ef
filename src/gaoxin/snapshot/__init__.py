"""The frozen inputs of an evaluation: figures of zones with their source and coverage, and the files they came from."""

from gaoxin.snapshot import store
from gaoxin.snapshot.freeze import freeze
from gaoxin.snapshot.snapshot import Figure, Snapshot

__all__ = ["Figure", "Snapshot", "freeze", "store"]
