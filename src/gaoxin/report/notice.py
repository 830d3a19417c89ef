"""The frame of a supervision notice (督办单): who is asked to do what until when, and room to sign for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.report.document import Block, Column, Document, Paragraph, Row, State, Table
from gaoxin.report.words import of
from gaoxin.terms import Language, Text

_FORM = (Column("", 0.22, "center"), Column("", 0.78, "left"))


@dataclass(frozen=True)
class Notice:
    """What a notice says. ``demands`` are numbered; ``due`` is written as it is printed, 2016年9月30日.

    With ``organ`` and ``number`` it carries a red head; without either it has none. Until it is final it is 草稿.
    """

    subject: str
    to: str
    demands: Sequence[str]
    due: str
    grounds: str = ""
    contact: str = ""
    organ: str = ""
    number: str = ""


def notice(
    said: Notice, language: Language = "zh", state: State = "draft", *, synthetic: bool = False
) -> Document:
    """Return the document of a notice."""
    title = of(language, Text("督办单", "Supervision notice"))
    return Document(
        kind="notice",
        unit=said.to,
        language=language,
        audience="",
        state=state,
        synthetic=synthetic,
        title=title,
        subtitle="" if said.number and said.organ else said.number,
        blocks=_blocks(said, language),
        facts={"subject": said.subject, "to": said.to, "due": said.due},
        organ=said.organ,
        number=said.number,
    )


def _blocks(said: Notice, language: Language) -> tuple[Block, ...]:
    demands = "\n".join(f"{at}. {one}" for at, one in enumerate(said.demands, start=1))
    filled = (
        (Text("督办事项", "Subject"), said.subject),
        (Text("责任单位", "Addressed to"), said.to),
        (Text("督办依据", "Grounds"), said.grounds or "—"),
        (Text("办理要求", "Demands"), demands),
        (Text("办结时限", "Due"), said.due),
        (Text("联系人", "Contact"), said.contact or "—"),
    )
    empty = (
        Text("领导批示", "Instruction"),
        Text("办理情况", "What was done"),
        Text("核查意见", "Verified"),
        Text("签收人及时间", "Received by, on"),
    )
    rows = [Row(((of(language, label),), (text,))) for label, text in filled]
    rows += [Row(((of(language, label),), ("\n\n",))) for label in empty]
    last = Text(
        "办结后请将本单连同佐证材料一并报回；逾期未办结的须说明原因。",
        "Return this notice with the evidence when done; say why where it is late.",
    )
    return (Table("notice", "", _FORM, tuple(rows)), Paragraph((of(language, last),), "note"))
