"""What stands on every page: the state of the document, the synthetic mark, where it comes from, its check code."""

from gaoxin.report.document import Document, State
from gaoxin.terms import Text

STATES: dict[State, Text] = {
    "draft": Text("草稿", "Draft"),
    "unreviewed": Text("未审核", "Not reviewed"),
    "final": Text("", ""),
}
SYNTHETIC = Text("合成演示数据", "Synthetic data")
SYSTEM = Text("国家高新区评价系统", "High-tech zone evaluation")
CHECK = Text("校验码", "check code")


def in_language(document: Document, text: Text) -> str:
    """Return a text in the language of the document."""
    return text.zh if document.language == "zh" else text.en


def state(document: Document) -> str:
    """Return the word across the page; empty when final."""
    return in_language(document, STATES[document.state])


def header(document: Document) -> tuple[str, str]:
    """Return the left and the right of the head of a page."""
    facts = document.facts
    said = [in_language(document, SYSTEM)]
    if "edition" in facts:
        said.append(f"{facts['edition']} {str(document.of.get('edition', ''))[7:15]}".strip())
    if "data_year" in facts:
        said.append(in_language(document, Text("数据年度 {0}", "data year {0}")).format(facts["data_year"]))
    if "method_basis" in facts:
        said.append(in_language(document, Text("方法：{0}", "method: {0}")).format(facts["method_basis"]))
    left = " · ".join(said)
    right = in_language(document, SYNTHETIC) if document.synthetic else ""
    return left, right


def footer(document: Document) -> tuple[str, str]:
    """Return the left and the middle of the foot of a page; page numbers stand at the right."""
    code = f"{in_language(document, CHECK)} {document.check_code}"
    return " · ".join(part for part in (right_of(document), state(document)) if part), code


def right_of(document: Document) -> str:
    """Return for whom the document is."""
    if document.language == "zh":
        return {"zone": "园区版", "evaluator": "评价版（内部）"}.get(document.audience, "")
    return {"zone": "edition for the zone", "evaluator": "edition for evaluators"}.get(document.audience, "")
