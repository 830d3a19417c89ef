"""Rules of the registry: what may happen to a zone, the words of its types, and what a credit code must be."""

from datetime import date

from gaoxin.returns.credit_code import wrong_with
from gaoxin.terms import Text

EVENTS = {
    "founded": Text("设立", "founded"),
    "upgraded": Text("升级为国家级", "upgraded to national"),
    "renamed": Text("更名", "renamed"),
    "retyped": Text("园区类型变更", "type changed"),
    "perimeter": Text("四至范围调整", "perimeter changed"),
}
"""What may happen to a zone; each is a new line of its history."""

PARK_TYPES = {
    "world_class": Text("世界一流高科技园区", "world-class park"),
    "innovative": Text("创新型科技园区", "innovative park"),
    "featured": Text("创新型特色园区", "featured park"),
    "none": Text("不属三类", "none of the three types"),
    "": Text("未知", "unknown"),
}

ENTRIES = {
    "entry": Text("新进入", "entered"),
    "move": Text("自其他园区迁入", "moved in from another zone"),
    "double": Text("由重复登记并入", "joined from a double entry"),
}
LEAVINGS = {
    "exit": Text("退出", "left"),
    "move": Text("迁往其他园区", "moved to another zone"),
    "closed": Text("注销", "closed down"),
}
"""How a stay of an enterprise in a zone begins and ends."""


def code_fault(code: str, year: int) -> Text | None:
    """Return what is wrong with a credit code in a data year (length, signs, check digit); None when nothing is."""
    return wrong_with(code, year)


def organisation_part(code: str) -> str:
    """Return the organisation code inside a credit code: characters 9 to 17; a nine-digit code is one itself.

    >>> organisation_part("91110000600037341L")
    '600037341'
    """
    return code[8:17] if len(code) == 18 else code


def too_late(moves_until: date | None, today: date) -> Text | None:
    """Return why a zone itself may not change the register of a round any more; None while it may."""
    if moves_until is None or today <= moves_until:
        return None
    day = f"{moves_until.year}年{moves_until.month}月{moves_until.day}日"
    return Text(f"本轮企业名录变更 {day} 截止；此后由省级或部级审核员登记。",
                f"Zones change the register of this round until {moves_until.isoformat()}; "
                "afterwards the province or the ministry reviewer does.")  # fmt: skip
