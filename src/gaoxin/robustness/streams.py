"""Random numbers that anybody can draw again: every draw has a stretch of its own under the seed of the run.

Each purpose has a stream, numpy's PCG64 seeded by ``SeedSequence(seed).spawn`` (the spawn key is the
purpose), and number n begins n jumps into it, as ``PCG64.jumped`` does: stretches are 2**127 apart and more,
and never meet. So neither the number of draws nor the size of the blocks in which they are computed changes a
bit of any of them.
"""

from enum import IntEnum

from numpy.random import PCG64, Generator, SeedSequence

JUMP = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""2**128 over the golden ratio: the step of ``PCG64.jumped``."""


class Purpose(IntEnum):
    """What random numbers are for: each purpose has numbers that share nothing with the others."""

    OPTIONS = 0
    DATA = 1
    PANEL = 2
    WEIGHTS = 3
    DESIGN = 4
    BOOTSTRAP = 5


class Stream:
    """The numbers of one purpose under one seed."""

    def __init__(self, seed: int, purpose: Purpose) -> None:
        self._bits = PCG64(SeedSequence(seed, spawn_key=(int(purpose),)))
        self._numbers, self._begin = Generator(self._bits), self._bits.state

    def at(self, number: int = 0) -> Generator:
        """Return the generator at the beginning of a stretch; it is the same one every time."""
        self._bits.state = self._begin
        self._bits.advance(number * JUMP % 2**128)
        return self._numbers


def stream(seed: int, purpose: Purpose, number: int = 0) -> Generator:
    """Return a generator of its own at the beginning of a stretch."""
    return Stream(seed, purpose).at(number)
