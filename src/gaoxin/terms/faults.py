"""What is wrong, where, what is allowed and what to do: all of it at once, and nothing half-written."""

from collections.abc import Iterable
from dataclasses import dataclass

from gaoxin.terms.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``place`` (file, sheet, line, column), what was found, what is allowed and the way out."""

    place: str
    found: Text
    allowed: Text | None = None
    remedy: Text | None = None

    def __str__(self) -> str:
        """Return one line in the order where, found, allowed, do."""
        parts = [str(part) for part in (self.found, self.allowed, self.remedy) if part is not None]
        return f"{self.place}: " + str(Text("；", "; ")).join(parts)


class Refusal(Exception):
    """Work that was refused, with every fault that was found and the exit code of the command line."""

    exit_code = 2

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Return the faults, one a line."""
        return "\n".join(map(str, self.faults))


class DataRefused(Refusal):
    """The data has faults (exit code 1)."""

    exit_code = 1


class Unusable(Refusal):
    """Wrong use, or input that cannot be read (exit code 2)."""
