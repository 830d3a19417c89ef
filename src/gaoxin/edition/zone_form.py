"""The forms that people fill: their sections, and the checks of the zone's own form (管委会表)."""

from fractions import Fraction
from typing import Literal

from pydantic import Field as Described

from gaoxin.edition.method import Basis, Exact, Model


class Section(Model):
    """A section of a form, in the order of the edition."""

    label: str = Described(min_length=1)
    label_en: str = ""
    sums: tuple[str, ...] = Described(
        default=(), description="Enterprise fields whose sums stand here, read-only, below the number of rows"
    )


class ZoneCheck(Model):
    """One check of the zone's own form: of a cell, of a cell beside last year's, or of several cells."""

    id: str = Described(description="The code that people quote, Z-0113")
    category: Literal["强制性", "准强制性", "核实性", "提示性"] = Described(
        description="The class: to be corrected, explained, verified, or a hint"
    )
    kind: Literal["filled", "readable", "reason", "change", "fewer", "same", "rule"] = Described(
        description="filled: not blank; readable: a figure of the field; reason: — and … need a note; "
        "change, fewer, same: beside last year; rule: a relation"
    )
    fields: tuple[str, ...] = Described(
        default=(), description="The cells it is made for (of a rule: those it marks); none named: all"
    )
    rule: str = Described(default="", description="What should hold, over zone. fields and PREVIOUS of them")
    threshold: Exact = Described(
        default=Fraction(0), description="For change: the share that must be explained"
    )
    floor: dict[str, Exact] = Described(
        default={}, description="For change: the smallest difference by unit that counts"
    )
    message: str = Described(description="What is wrong, in Chinese")
    message_en: str = Described(default="", description="What is wrong, in English")
    fix: str = Described(description="What to do, in Chinese")
    fix_en: str = Described(default="", description="What to do, in English")
    basis: Basis = "assumed"
