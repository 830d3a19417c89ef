"""The kinds of report: whom each is about, who may read it, and how its document is composed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from gaoxin.diagnosis import Audience
from gaoxin.report.document import Document, State
from gaoxin.report.letter import issued, letter
from gaoxin.report.material import Material
from gaoxin.report.national import NATIONAL, annual, final, midterm
from gaoxin.report.shown import USUAL, Shown
from gaoxin.report.tables import of_circle, of_zone
from gaoxin.report.zone import diagnosis
from gaoxin.terms import Fault, Language, Text, Unusable, did_you_mean

Scope = Literal["zone", "province", "national"]
Form = Literal["docx", "pdf", "xlsx"]

Compose = Callable[[Material, str, Audience, Language, State], Document]


@dataclass(frozen=True)
class Kind:
    """One kind for one scope: its name in both languages, how it is composed, its formats, who may read it."""

    label: Text
    compose: Compose
    audiences: tuple[Audience, ...] = ("zone", "evaluator")
    forms: tuple[Form, ...] = ("docx", "pdf")


RED_HEADED = ("letter",)
"""Kinds that are official letters."""

BOTH: tuple[Audience, ...] = ("zone", "evaluator")
EVALUATORS: tuple[Audience, ...] = ("evaluator",)

KINDS: Mapping[tuple[str, Scope], Kind] = {
    ("diagnosis", "zone"): Kind(Text("诊断报告", "diagnostic report"), diagnosis),
    ("diagnosis", "province"): Kind(Text("全省年度报告", "annual report of a province"), annual, EVALUATORS),
    ("diagnosis", "national"): Kind(Text("全国年度报告", "national annual report"), annual, EVALUATORS),
    ("letter", "zone"): Kind(Text("结果函", "letter of result"), letter),
    ("tables", "zone"): Kind(Text("统计表", "set of tables"), of_zone, BOTH, ("xlsx", "docx", "pdf")),
    ("tables", "province"): Kind(Text("统计表", "set of tables"), of_circle, EVALUATORS, ("xlsx",)),
    ("tables", "national"): Kind(Text("统计表", "set of tables"), of_circle, EVALUATORS, ("xlsx",)),
    ("midterm", "province"): Kind(Text("中期评估报告", "mid-term report"), midterm, EVALUATORS),
    ("midterm", "national"): Kind(Text("中期评估报告", "mid-term report"), midterm, EVALUATORS),
    ("final", "province"): Kind(Text("总结评估报告", "final report"), final, EVALUATORS),
    ("final", "national"): Kind(Text("总结评估报告", "final report"), final, EVALUATORS),
}
"""Every kind by its name and scope."""


@dataclass(frozen=True)
class Order:
    """What is to be made: a kind, of a zone, a province or the nation, for an audience, in a language and state.

    ``organ`` and ``number`` (发文机关, 发文字号) give a letter its red head; no other kind has one. ``shown`` says
    which parts of the result a letter holds; other kinds hold all.
    """

    kind: str
    unit: str
    audience: Audience
    language: Language = "zh"
    state: State = "draft"
    organ: str = ""
    number: str = ""
    shown: Shown = USUAL

    def scope(self, material: Material) -> Scope:
        """Return whether the unit is the nation, a province or a zone."""
        if self.unit == NATIONAL:
            return "national"
        provinces = {record.at["province"] for record in material.now.records.values()}
        return "province" if self.unit in provinces else "zone"


def compose(material: Material, order: Order, form: Form | None = None) -> Document:
    """Return the document of an order; Unusable for an unknown unit, or a kind, audience or format that does not go."""
    scope = order.scope(material)
    unit = material.unit(order.unit) if scope == "zone" else order.unit
    kind = chosen(order.kind, scope, order.audience, form)
    if order.kind in RED_HEADED:
        made = letter(material, unit, order.audience, order.language, order.state, shown=order.shown)
        return issued(made, order.organ, order.number)
    _no_letter(order, kind.label)
    return kind.compose(material, unit, order.audience, order.language, order.state)


def _no_letter(order: Order, label: Text) -> None:
    """Refuse what only a letter has."""
    faults = []
    if order.organ or order.number:
        found = Text(
            f"{label.zh}不是公文，不加红头", f"a {label.en} is no official letter and has no red head"
        )
        remedy = Text("不写 --organ 和 --number", "leave out --organ and --number")
        faults.append(Fault("--organ", found, remedy=remedy))
    if order.shown != USUAL:
        found = Text(f"{label.zh}本来就写明得分", f"a {label.en} says scores anyway")
        faults.append(Fault("--scores", found, remedy=Text("不写 --scores", "leave out --scores")))
    if faults:
        raise Unusable(faults)


def chosen(name: str, scope: Scope, audience: Audience, form: Form | None = None) -> Kind:
    """Return the kind of that name for a scope, an audience and a format; Unusable where there is none."""
    kind = KINDS.get((name, scope))
    if kind is None:
        scopes = [each for known, each in KINDS if known == name]
        found = Text(f"没有针对{_SCOPES[scope].zh}的 {name}", f"there is no {name} of {_SCOPES[scope].en}")
        allowed = Text(
            "可为" + "、".join(_SCOPES[each].zh for each in scopes),
            "may be " + ", ".join(_SCOPES[each].en for each in scopes),
        )
        names = [each for each, _ in KINDS]
        raise Unusable(Fault(f"--kind {name}", found, allowed if scopes else did_you_mean(name, names)))
    if audience not in kind.audiences:
        found = Text(
            "含有其他园区的数，不能给园区看", "holds other zones' figures and cannot be given to a zone"
        )
        raise Unusable(
            Fault(
                "--audience zone", found, remedy=Text("用 --audience evaluator", "use --audience evaluator")
            )
        )
    if form is not None and form not in kind.forms:
        found = Text(f"{kind.label.zh}没有这种格式", f"a {kind.label.en} has no such format")
        allowed = Text("可为" + "、".join(kind.forms), "may be " + ", ".join(kind.forms))
        raise Unusable(Fault(f"--format {form}", found, allowed))
    return kind


_SCOPES: dict[str, Text] = {
    "zone": Text("一个园区", "a zone"),
    "province": Text("一个省", "a province"),
    "national": Text("全国", "the nation"),
}
