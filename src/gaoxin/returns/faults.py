"""What reading refused, as findings beside those of the checks: a cell of the wrong type, an unknown zone …"""

import re

from gaoxin.terms import Fault, Finding, Text

READ = "READ"
"""The name under which cells that could not be read stand among the checks."""

_PLACE = re.compile(r"(?P<file>.+?)(\[(?P<sheet>[^\]]*)\])?:(?P<line>\d+)( (?P<header>.*))?")


def finding_of_fault(fault: Fault) -> Finding:
    """Return a fault as a finding; its place is ``file[sheet]:line header`` as for every cell, or a file alone."""
    place = _PLACE.fullmatch(fault.place)
    file, sheet, line, header = (place["file"], place["sheet"] or "", int(place["line"]), place["header"] or "") if place else (fault.place, "", 0, "")
    message = fault.allowed or Text("应能读取", "must be readable")
    fix = fault.remedy or fault.allowed or Text("改正后重新提交", "correct it and send it again")
    cells = ((sheet, line, header),) if header else ()
    return Finding(
        READ, "error", "强制性", file, sheet, line, (header,) if header else (), "", "", str(fault.found), str(message),
        str(fix), cells,
    )  # fmt: skip
