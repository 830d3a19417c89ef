"""The address of a number: ``stage/code@zone@year``; results of ``score`` have no year."""

import re
from dataclasses import dataclass

from gaoxin.terms.faults import Fault, Unusable
from gaoxin.terms.nearest import did_you_mean
from gaoxin.terms.text import Text

STAGES = ("cell", "variable", "indicator", "standard", "contribution", "dimension", "score", "rank", "target")
"""The stairs of a number from the cell up, and the target judged beside them."""

_FORM = re.compile(r"(?P<stage>[^/@]+)/(?P<code>[^@]+)@(?P<unit>[^@]+)(?:@(?P<year>\d{4}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a number stands: its stage and code, the unit (a zone) and the data year (None in results of ``score``).

    >>> str(Address("rank", "total", "Z017", 2015))
    'rank/total@Z017@2015'
    >>> Address.parse("indicator/1.10@Z017@2015").code
    '1.10'
    """

    stage: str
    code: str
    unit: str
    year: int | None = None

    def __str__(self) -> str:
        """Return ``stage/code@unit`` and, where there is one, ``@year``."""
        tail = "" if self.year is None else f"@{self.year}"
        return f"{self.stage}/{self.code}@{self.unit}{tail}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read an address; Unusable when it has another form or an unknown stage."""
        form = _FORM.fullmatch(text.strip())
        if form is None:
            raise Unusable(Fault(text, Text("不是地址", "is not an address"), _ALLOWED))
        stage = form["stage"]
        if stage not in STAGES:
            found = Text(f"没有“{stage}”这一级", f"there is no stage {stage!r}")
            raise Unusable(Fault(text, found, _ALLOWED, did_you_mean(stage, STAGES)))
        return cls(stage, form["code"], form["unit"], int(form["year"]) if form["year"] else None)


_ALLOWED = Text(
    f"应为 级/代码@园区@年份，如 rank/total@Z017@2015；级为 {'、'.join(STAGES)}",
    f"write stage/code@zone@year, as in rank/total@Z017@2015; stages are {', '.join(STAGES)}",
)
