"""How indicators become scores, in an edition's words: a method by name for every stair, with its parameters.

Every scalar arrives as text and is converted here; every model is frozen and refuses keys it does not know.
"""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic import Field as Described

from gaoxin.terms import decimal_text, exact

Basis = Literal["stated", "inferred", "assumed"]
"""明文: the notice says so; 推定: the only sensible reading; 假定: ours, marked wherever it shows."""


def _fraction(value: Any) -> Any:
    return exact(value) if isinstance(value, str) else value


def _settings(value: Any) -> Any:
    """Let ``none`` stand for ``{using: none}``."""
    return {"using": value} if isinstance(value, str | list) else value


Exact = Annotated[Fraction, BeforeValidator(_fraction), PlainSerializer(decimal_text, return_type=str)]
"""A number or a per cent, exactly."""


class Model(BaseModel):
    """Frozen, and refusing what it does not know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, str_strip_whitespace=True
    )


class Settings(Model):
    """A stair's method by name, with its parameters: ``{using: minmax, lower: 0, upper: 100}``."""

    model_config = ConfigDict(extra="allow", frozen=True)

    using: str | tuple[str, ...] = "none"
    basis: Basis | None = Described(default=None, description="Where it differs from that of the method")
    note: str = ""

    @property
    def name(self) -> str:
        """The method's name where there is one for all levels."""
        return self.using if isinstance(self.using, str) else self.using[0]

    @property
    def options(self) -> dict[str, str]:
        """The parameters as they are written."""
        return dict(self.model_extra or {})


Stair = Annotated[Settings, BeforeValidator(_settings)]


class Marking(Settings):
    """How the marks that a panel gave a zone become one score: ``{using: trimmed, trim: 20%, at_least: 3}``."""

    using: str = Described(default="mean", description="The method by name")
    at_least: int = Described(
        default=1, ge=1, description="Fewest marks; with fewer the indicator is missing (too_few)"
    )


Panel = Annotated[Marking, BeforeValidator(_settings)]


class Ties(Model):
    """How equal scores share a rank."""

    ties: Literal["min", "average", "dense"] = "min"


class Method(Model):
    """How indicators become scores and ranks; ``basis`` is assumed in cn-2013-388: the notice is silent."""

    basis: Basis = "stated"
    note: str = ""
    impute: Stair = Settings(using="none")
    treat: Stair = Settings(using="none")
    standardise: Stair
    weights: Stair = Settings(using="share_of_dimension")
    aggregate: Stair = Settings(using="arithmetic")
    rank: Ties = Ties()
    survey: Annotated[Panel, Described(description="How answers of a survey become one score")] = Marking()
    expert: Annotated[Panel, Described(description="How marks of experts become one score")] = Marking()
    missing: Annotated[
        Stair, Described(description="fail, rescale, worst or median: what is left after imputing")
    ] = Settings(using="fail")
    constant: Literal["refuse", "midpoint"] = "refuse"
