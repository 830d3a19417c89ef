"""What zones and enterprises send: a package read into typed rows, figures and marks, all faults at once."""

from gaoxin.returns.ledger import Note
from gaoxin.returns.open import open_package
from gaoxin.returns.package import Mark, Package, PackageFile, Zone

__all__ = ["Mark", "Note", "Package", "PackageFile", "Zone", "open_package"]
