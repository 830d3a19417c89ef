"""What zones and enterprises send: a package read into typed rows, figures and marks, and the checks over it."""

from gaoxin.returns.check import Report, check
from gaoxin.returns.ledger import Note
from gaoxin.returns.not_run import NotRun
from gaoxin.returns.open import open_package
from gaoxin.returns.package import Mark, Package, PackageFile, Withheld, Zone

__all__ = [
    "Mark",
    "NotRun",
    "Note",
    "Package",
    "PackageFile",
    "Report",
    "Withheld",
    "Zone",
    "check",
    "open_package",
]
