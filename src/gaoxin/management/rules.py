"""The rule set of dynamic management (management.yaml) as types: states, bands and rules, all assumed."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator
from pydantic import Field as Described

from gaoxin.edition.method import Exact
from gaoxin.edition.rulebook import Rulebook, Ruled

Measure = Literal["rank_share", "rank_fall", "band_fall", "targets_missed", "provisional", "integrity"]


def _no_advice_to_leave(label: str) -> str:
    if "建议退出" in label:
        raise ValueError("不可写“建议退出”，可写“触发退出情形，待研究” / a state never advises to leave")
    return label


class State(Ruled):
    """A state that may be proposed."""

    id: str
    label: Annotated[str, AfterValidator(_no_advice_to_leave)]
    label_en: str


class Band(Ruled):
    """A band of ranks: up to this share of those that are ranked, from the share of the band before."""

    id: str
    label: str = ""
    up_to: Exact = Described(gt=0, le=1)


class Condition(Ruled):
    """A measure against a value, in the latest year and as many years before it as ``years`` asks."""

    measure: Measure
    operator: Literal[">=", ">", "<=", "<", "="]
    value: Exact
    years: int = Described(default=1, ge=1)


class ManagementRule(Ruled):
    """A rule: when all conditions hold the state is proposed."""

    id: str
    state: str
    label: str
    label_en: str
    when: tuple[Condition, ...] = Described(min_length=1)
    since: int | None = Described(default=None, description="The first data year to which it applies")


class Management(Rulebook):
    """The whole rule set; states stand from the lightest to the gravest."""

    states: tuple[State, ...] = Described(min_length=1)
    bands: tuple[Band, ...]
    management: tuple[ManagementRule, ...]

    @model_validator(mode="after")
    def _fits(self) -> "Management":
        wrong = list(self._misfits())
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _misfits(self) -> Iterator[str]:
        states, rules = [one.id for one in self.states], [one.id for one in self.management]
        ends = [one.up_to for one in self.bands]
        yield from (
            f"规则 {one.id} 的状态“{one.state}”没有定义 / rule {one.id} names no state"
            for one in self.management
            if one.state not in states
        )
        for names in (states, rules):
            yield from (
                f"{name} 写了两次 / {name} stands twice"
                for name in sorted({one for one in names if names.count(one) > 1})
            )
        if ends != sorted(set(ends)) or (ends and ends[-1] != 1):
            yield "bands 须逐档递增到 100% / bands must rise to 100%"

    def band(self, share: Fraction) -> int | None:
        """Return the place of the band of a rank share, None without bands."""
        return next((at for at, one in enumerate(self.bands) if share <= one.up_to), None)
