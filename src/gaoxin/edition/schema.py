"""The shape of an edition: every key of its files, what it means, and what it may hold.

Scalars arrive as text (ordinary YAML would read the codes 1.1 and 1.10 as one number) and are converted here.
Unknown keys are refused. The files of an edition are parts of one mapping, ``Edition``.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Described

from gaoxin.edition.method import Basis, Exact, Method, Model, Stair
from gaoxin.edition.zone_form import Section, ZoneCheck


class Undefined(Model):
    """A case in which a formula has no value of its own, and what stands there instead."""

    when: str = Described(description="A zone-level condition in the formula language")
    then: str = Described(description="A number, `worst` (structural) or `missing`")
    reason: str = ""


class MinimumCoverage(Model):
    """A share that must be reached, else the indicator is missing for low coverage."""

    share: str = Described(description="A zone-level formula between 0 and 1")
    at_least: Exact


class Reading(Model):
    """Another way to read the same words of the notice, chosen with ``--set …/reading=NAME``."""

    formula: str
    label: str = ""
    basis: Basis = "assumed"


class Transform(Model):
    """A declared change of scale before treatment: log or log1p (log(1 + x/scale))."""

    using: Literal["none", "log", "log1p"] = "none"
    scale: Exact = Fraction(1)


def _transform(value: Any) -> Any:
    return {"using": value} if isinstance(value, str) else value


class Indicator(Model):
    """One indicator (二级指标)."""

    code: str = Described(min_length=1, description="Its code as text: 1.1 and 1.10 differ")
    label: str = ""
    label_en: str = ""
    weight: Exact = Fraction(1)
    left_out: bool = Described(
        default=False,
        description="Left out of the score by name: shown and judged, but it has no weight in force",
    )
    source: Literal["statistics", "survey", "expert", "given"] = "given"
    unit: str = ""
    direction: Literal["higher", "lower"] = "higher"
    formula: str = ""
    reading: str = "default"
    readings: dict[str, Reading] = {}
    when_undefined: tuple[Undefined, ...] = ()
    min_coverage: MinimumCoverage | None = None
    cap: Exact | None = None
    transform: Annotated[Transform, BeforeValidator(_transform)] = Transform()
    scale: Exact | None = Described(default=None, description="Short for transform: {using: log1p, scale: …}")
    lower: Exact | None = None
    upper: Exact | None = None
    target: Exact | None = None
    treat: Stair | None = Described(default=None, description="Instead of the method's, for this indicator")
    standardise: Stair | None = Described(
        default=None, description="Instead of the method's, for this indicator"
    )
    clause: str = ""
    basis: Basis = "stated"
    note: str = ""

    @property
    def weight_in_force(self) -> Fraction:
        """The stated weight; 0 for an indicator that is left out."""
        return Fraction(0) if self.left_out else self.weight

    @property
    def formula_in_force(self) -> str:
        """The formula of the chosen reading."""
        return self.formula if self.reading == "default" else self.readings[self.reading].formula

    @property
    def basis_in_force(self) -> Basis:
        """The basis of the chosen reading."""
        return self.basis if self.reading == "default" else self.readings[self.reading].basis

    @property
    def log_scale(self) -> Fraction:
        """The scale of log1p, in the indicator's unit."""
        return self.scale if self.scale is not None else self.transform.scale


class Dimension(Model):
    """One dimension (一级指标) with its indicators and, where nested, dimensions of its own."""

    id: str = Described(min_length=1)
    label: str = ""
    label_en: str = ""
    weight: Exact = Fraction(1)
    indicators: tuple[Indicator, ...] = ()
    dimensions: tuple["Dimension", ...] = ()
    clause: str = ""


class CodeList(Model):
    """The codes of a field and what they mean; ``open`` lets codes pass that the list does not name."""

    codes: dict[str, str]
    open: bool = False


class Field(Model):
    """One cell of a form, or (with ``formula``) a figure derived from the cells of one row."""

    name: str = ""
    code: str = Described(default="", description="The survey code, qc05_0")
    label: str = ""
    label_en: str = ""
    form: str = Described(default="", description="The form it stands in, GQ-002")
    section: str = Described(default="", description="The section of the zone's form it stands in")
    type: Literal["number", "integer", "text", "bool", "date"] = "number"
    unit: str = ""
    unit_until: dict[str, str] = Described(
        default={}, description="An older unit and the last year it was used"
    )
    since: int | None = None
    until: int | None = None
    validity: Basis = "assumed"
    codes: CodeList | None = None
    digits: int | None = Described(
        default=None, description="Codes of this many digits: leading zeros are restored"
    )
    negative: bool = Described(default=True, description="Whether a figure below zero can be")
    monitor: bool = Described(default=False, description="Watched, not scored (二(二))")
    clause: str = ""
    used_by: str = ""
    formula: str = ""
    reading: str = "default"
    readings: dict[str, Reading] = {}
    basis: Basis = "stated"
    note: str = ""

    @property
    def formula_in_force(self) -> str:
        """The formula of the chosen reading of a derived field."""
        return self.formula if self.reading == "default" else self.readings[self.reading].formula

    def valid_in(self, year: int) -> bool:
        """Whether the forms of that data year have this field."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


class Variable(Model):
    """A named figure of a zone: an aggregate over its enterprises."""

    name: str = ""
    label: str = ""
    label_en: str = ""
    formula: str
    unit: str = ""


class Rule(Model):
    """One condition of a check."""

    rule: str
    missing: Literal["skip_if_any", "skip_if_all", "never_skip"] | None = None


def _rules(value: Any) -> Any:
    parts = value if isinstance(value, list) else [value]
    return [{"rule": part} if isinstance(part, str) else part for part in parts]


class Check(Model):
    """One check of a return (审核关系)."""

    id: str
    severity: Literal["error", "warning"]
    category: Literal["强制性", "准强制性", "核实性", "提示性"]
    kind: Literal["rule", "change", "roster", "key"] = "rule"
    rules: Annotated[tuple[Rule, ...], BeforeValidator(_rules)] = ()
    fields: tuple[str, ...] = Described(default=(), description="For change: the fields that are compared")
    threshold: Exact | None = Described(
        default=None, description="For change: the share that must be explained"
    )
    floor: dict[str, Exact] = Described(
        default={}, description="For change: the smallest difference by unit that counts"
    )
    tolerance: Exact = Described(default=Fraction(0), description="In the unit of the fields")
    where: str = Described(default="", description="The rows to which the check applies")
    missing: Literal["skip_if_any", "skip_if_all", "never_skip"] = "skip_if_any"
    since: int | None = None
    until: int | None = None
    message: str
    message_en: str = ""
    fix: str
    fix_en: str = ""
    basis: Basis = "inferred"

    def valid_in(self, year: int) -> bool:
        """Whether the check is made for that data year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


class Leaf(Model):
    """A condition of a target: a leaf (value operator required) or a tree (all / any)."""

    label: str = ""
    label_en: str = ""
    value: str = ""
    operator: Literal[">=", ">", "<=", "<", "="] = ">="
    required: Exact | None = None
    unit: str = ""
    all: tuple["Leaf", ...] = ()
    any: tuple["Leaf", ...] = ()
    reading: str = "default"
    readings: dict[str, Reading] = {}
    basis: Basis = "stated"
    note: str = ""

    @property
    def value_in_force(self) -> str:
        """The formula of the chosen reading."""
        return self.value if self.reading == "default" else self.readings[self.reading].formula

    @model_validator(mode="after")
    def _one_kind(self) -> "Leaf":
        kinds = [bool(self.value), bool(self.all), bool(self.any)]
        if sum(kinds) != 1 or bool(self.value) != (self.required is not None):
            raise ValueError(
                "一个条件只能是 value 加 required、all、any 之一 / give value and required, or all, or any"
            )
        return self


class Target(Leaf):
    """One numbered requirement of annex 1 for one park type."""

    park_type: str
    no: str
    clause: str = ""


class Objective(Model):
    """A narrative objective of annex 1, before the numbers."""

    park_type: str
    no: str
    label: str
    content: str = ""
    clause: str = ""
    evidence: str = ""
    basis: Basis = "stated"


class Task(Model):
    """A key task (三) or an organising measure (四) of the notice."""

    clause: str
    kind: Literal["task", "measure"]
    label: str
    label_en: str = ""
    content: str = ""
    indicators: tuple[str, ...] = ()
    related: tuple[str, ...] = Described(default=(), description="targets, all, candidates or local editions")


class Overlap(Model):
    """Indicators that measure partly the same thing, so that it counts for more than one of them."""

    codes: tuple[str, ...] = Described(min_length=2, description="Two indicators or more")
    label: str = Described(default="", description="What they share")
    label_en: str = Described(default="", description="The same in English")
    basis: Basis = Described(default="inferred", description="How sure it is that they share it")


class Parameter(Model):
    """A number of the edition that formulas and readers use, by year where it changes."""

    label: str = ""
    unit: str = ""
    value: Exact | None = None
    by_year: dict[str, Exact] = {}
    basis: Basis = "assumed"
    note: str = ""


class Case(Model):
    """A case of law: a small round in a sentence, and what must come out."""

    case: str
    year: int = 2015
    park_type: str = ""
    enterprises: tuple[dict[str, str], ...] = ()
    previous: tuple[dict[str, str], ...] = ()
    zone: dict[str, str] = {}
    survey: dict[str, tuple[str, ...]] = {}
    expert: dict[str, tuple[str, ...]] = {}
    set: dict[str, str] = {}
    expect: dict[str, dict[str, str]]


class Edition(Model):
    """An issued indicator system with everything that its numbers need."""

    schema_version: int = Described(alias="schema", ge=1, le=1)
    edition: str
    title: str = ""
    title_en: str = ""
    document: str = ""
    issued_on: date | None = None
    issued_by: str = ""
    form: dict[str, str] = Described(default={}, description="表号, 制定机关, 批准或备案文号, 有效期限")
    status: str = ""
    notes: str = ""
    context: tuple[str, ...] = Described(
        default=(), description="Columns of VALUES.csv that are not indicators"
    )
    parameters: dict[str, Parameter] = {}
    park_types: dict[str, str] = {}
    score_scale: tuple[Exact, Exact] = Described(
        default=(Fraction(0), Fraction(100)), description="Of survey and expert marks"
    )
    method: Method
    dimensions: tuple[Dimension, ...] = Described(min_length=1)
    enterprise_sections: dict[str, Section] = Described(
        default={}, description="The enterprise's forms by name"
    )
    enterprise_fields: dict[str, Field] = {}
    zone_sections: dict[str, Section] = Described(default={}, description="The sections of the zone's form")
    zone_fields: dict[str, Field] = {}
    derived_fields: dict[str, Field] = {}
    variables: dict[str, Variable] = {}
    checks: tuple[Check, ...] = ()
    zone_checks: tuple[ZoneCheck, ...] = Described(default=(), description="The rules of the zone's own form")
    targets: tuple[Target, ...] = ()
    objectives: tuple[Objective, ...] = ()
    tasks: tuple[Task, ...] = ()
    overlaps: tuple[Overlap, ...] = Described(
        default=(), description="Indicators that measure partly the same thing; see `gaoxin statistics`"
    )
    examples: tuple[Case, ...] = ()
    digest: str = ""

    def walk_dimensions(self) -> tuple[Dimension, ...]:
        """Every dimension in pre-order: a parent before its children."""

        def below(dimensions: tuple[Dimension, ...]) -> list[Dimension]:
            return [each for one in dimensions for each in (one, *below(one.dimensions))]

        return tuple(below(self.dimensions))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator in the order of the edition."""
        return tuple(indicator for dimension in self.walk_dimensions() for indicator in dimension.indicators)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "Edition":
        """Return the edition changed; what was gathered from this one does not go with it."""
        changed = super().model_copy(update=update, deep=deep)
        changed.__dict__.pop("indicators", None)
        return changed

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of that code; KeyError when there is none."""
        return next((one for one in self.indicators if one.code == code), None) or _absent(code)


def _absent(code: str) -> Indicator:
    raise KeyError(code)
