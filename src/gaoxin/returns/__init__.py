"""What zones and enterprises send: a data package read into typed rows, exact figures and marks, every fault at once."""

from gaoxin.returns.ledger import Note
from gaoxin.returns.open import open_package
from gaoxin.returns.package import Mark, Package, PackageFile, Zone

__all__ = ["Mark", "Note", "Package", "PackageFile", "Zone", "open_package"]
