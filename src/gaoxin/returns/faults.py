"""What reading refused, as findings beside those of the checks: cells of the wrong type, unknown zones."""

import re

from gaoxin.terms import Fault, Finding, Text

READ = "READ"
"""The name under which cells that could not be read stand among the checks."""

_PLACE = re.compile(r"(?P<file>.+?)(\[(?P<sheet>[^\]]*)\])?:(?P<line>\d+)( (?P<header>.*))?", re.DOTALL)


def finding_of_fault(fault: Fault) -> Finding:
    """Return a fault as a finding; its place is ``file[sheet]:line header`` as for every cell, or a file."""
    place = _PLACE.fullmatch(fault.place)
    whole = {"file": fault.place, "sheet": "", "line": "0", "header": ""}
    found = place.groupdict(default="") if place else whole
    sheet, line, header = found["sheet"], int(found["line"]), found["header"]
    says = [part for part in (fault.allowed, fault.remedy) if part is not None] or [_SEND_AGAIN]
    fix = str(Text("；", "; ")).join(map(str, says))
    return Finding(
        READ, "error", "强制性", found["file"], sheet, line, (header,) if header else (), "", "",
        str(fault.found), str(MESSAGE), fix, ((sheet, line, header),) if header else (),
    )  # fmt: skip


MESSAGE = Text("格子读不出来", "the cell cannot be read")
_SEND_AGAIN = Text("改正后重新提交", "correct it and send it again")
