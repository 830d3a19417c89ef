"""What is uncertain, in a page of YAML: options of every choice, errors of the data, weight scenario.

Every key may be left out; then it is what ``defaults.py`` takes from the edition and its data, or with
``otherwise: own`` the edition's own choice and no error, so that only what is written is uncertain.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic import Field as Described

from gaoxin.edition.method import Exact, Settings, Stair
from gaoxin.edition.source import Source, read
from gaoxin.terms import Fault, Text, Unusable, did_you_mean

OWN = "own"
"""Among the options of a choice: what the edition itself says."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


def _error(value: Any) -> Any:
    return {"all": value} if isinstance(value, str) else value


Options = Annotated[tuple[Stair, ...], BeforeValidator(_listed)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Shape(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, str_strip_whitespace=True
    )


class Weights(_Shape):
    """How the scenario changes the weights, which are law: shown apart, never part of an interval."""

    using: Literal["dirichlet", "share", "none"] = "dirichlet"
    concentration: Exact = Described(
        default=Fraction(10), description="Of Dirichlet: the larger, the closer to the law", gt=0
    )
    by: Exact = Described(
        default=Fraction(1, 5), description="Of share: up to ± this part of each weight", ge=0, le=1
    )


class Specification(_Shape):
    """The uncertainties of one run; a choice with one option is no uncertainty.

    ``error`` are relative standard deviations by indicator code, by source (statistics, given, survey,
    expert) or for all; ``readings`` names the readings that vary (indicator codes, derived fields), all or
    none of them.
    """

    otherwise: Literal["default", "own"] = "default"
    normalisation: Options = (Settings(using=OWN),)
    treatment: Options = (Settings(using=OWN),)
    transform: Annotated[tuple[Literal["own", "none"], ...], BeforeValidator(_listed)] = ("own",)
    aggregation: Options = (Settings(using=OWN),)
    missing: Words = (OWN,)
    weights_reading: Words = (OWN,)
    readings: Words = ("none",)
    leave_out: Words = ("none",)
    error: Annotated[dict[str, Exact], BeforeValidator(_error)] = {}
    panel: bool = False
    weights: Weights = Weights()
    bands: Annotated[tuple[int, ...], BeforeValidator(_listed)] = Described(
        default=(), description="The last rank of each band; empty for quarters"
    )

    @model_validator(mode="after")
    def _sensible(self) -> "Specification":
        empty = [name for name, value in self if value == () and name != "bands"]
        if empty:
            raise ValueError(f"{empty[0]} 没有选项 / {empty[0]} names no option")
        if any(one < 0 for one in self.error.values()):
            raise ValueError("error 不能为负 / error must not be negative")
        if list(self.bands) != sorted(set(self.bands)) or any(one < 1 for one in self.bands):
            raise ValueError("bands 须为由小到大的位次 / bands are ranks from small to large")
        return self

    def as_json(self) -> dict[str, Any]:
        """Return the specification as the manifest says it."""
        said: dict[str, Any] = self.model_dump(mode="json", exclude={"otherwise"})
        for stair in ("normalisation", "treatment", "aggregation"):
            said[stair] = [
                {key: value for key, value in one.items() if value not in (None, "")} for one in said[stair]
            ]
        return said


def read_specification(path: Path | None, settings: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what a file and ``--set`` say, the file's faults named by line; ``written`` builds on it."""
    source = read([path]) if path else Source()
    if source.faults:
        raise Unusable(source.faults)
    for place, value in settings.items():
        _set(source, place, value)
    try:
        Specification.model_validate(source.raw)
    except ValidationError as error:
        raise Unusable(list(_faults(error, source))) from None
    return source.raw


def written(raw: Mapping[str, Any], default: Specification) -> Specification:
    """Return the specification with the default's value for every key that is not written."""
    found = Specification.model_validate(raw)
    if found.otherwise == "own":
        return found
    said = {name: getattr(found, name) for name in found.model_fields_set}
    if "error" in said and "all" not in found.error:
        said["error"] = {**default.error, **found.error}
    return default.model_copy(update=said)


def _set(source: Source, path: str, value: str) -> None:
    name, _, below = path.partition("/")
    where = source.raw.setdefault(name, {}) if below else source.raw
    if not isinstance(where, dict):
        where = source.raw[name] = {}
    nested = value[:1] in ("[", "{")
    where[below or name] = yaml.load(value, Loader=yaml.BaseLoader) if nested else value  # noqa: S506 - text only
    source.places[(name,)] = f"--set {path}"


def _faults(error: ValidationError, source: Source) -> Iterator[Fault]:
    for one in error.errors():
        place = tuple(one["loc"])
        where = source.place(place) if place and place[:1] in source.places else "specification"
        word = ".".join(map(str, place))
        if one["type"] == "extra_forbidden":
            found = Text(f"没有“{word}”这个键", f"unknown key {word!r}")
            yield Fault(where, found, remedy=did_you_mean(str(place[-1]), list(Specification.model_fields)))
        else:
            yield Fault(
                where,
                Text(
                    f"{word} 写了 {one['input']!r}：{one['msg']}", f"{word} is {one['input']!r}: {one['msg']}"
                ),
            )
