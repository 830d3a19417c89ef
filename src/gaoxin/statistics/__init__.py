"""Statistics of an index: what hangs together, what really counts, who moves when something is left out."""

from gaoxin.statistics.limits import Limits
from gaoxin.statistics.study import FAMILY, SCHEMA, files, tables

__all__ = ["FAMILY", "SCHEMA", "Limits", "files", "tables"]
