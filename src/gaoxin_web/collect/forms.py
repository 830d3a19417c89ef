"""What programs and the page's own script may send, as types: anything else is refused with where, found and allowed."""

from typing import TypeVar

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gaoxin.terms import Text
from gaoxin_web.collect.actions import Asked
from gaoxin_web.platform.refusals import Refused

MOST_CELLS = 1_000
"""Cells of the largest block that is taken at once."""


class Body(BaseModel):
    """A body in JSON; keys it does not have are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Cell(Body):
    """A cell to be saved, and the version of its section that was seen."""

    field: str = Field(max_length=80)
    value: str = Field(max_length=4_000)
    seen: int = Field(default=0, ge=0)


class Cells(Body):
    """Cells to be saved together: one (``field``, ``value``, ``seen``) or several (``cells``)."""

    field: str = Field(default="", max_length=80)
    value: str = Field(default="", max_length=4_000)
    seen: int = Field(default=0, ge=0)
    cells: list[Cell] = Field(default_factory=list, max_length=MOST_CELLS)
    revision: int | None = None
    money: str = Field(default="", pattern="^(万元|千元|元|亿元)?$")

    @property
    def asked(self) -> list[Asked]:
        """Return the cells as the action takes them."""
        listed = self.cells or [Cell(field=self.field, value=self.value, seen=self.seen)]
        return [Asked(one.field, one.value, one.seen) for one in listed]


class Note(Body):
    """A note on a cell, and the note that was seen."""

    field: str = Field(max_length=80)
    words: str = Field(max_length=4_000)
    seen: str = Field(default="", max_length=4_000)


class Explanation(Body):
    """An explanation of a finding."""

    check: str = Field(max_length=20)
    place: str = Field(max_length=160)
    reason: str = Field(max_length=30)
    words: str = Field(max_length=4_000)


class Comment(Body):
    """A comment on a cell."""

    place: str = Field(max_length=160)
    words: str = Field(max_length=4_000)


B = TypeVar("B", bound=Body)


def body_of(request: HttpRequest, kind: type[B]) -> B:
    """Return the body of a request; Refused 400 with every fault when it is not what it should be."""
    try:
        return kind.model_validate_json(request.body)
    except ValidationError as error:
        faults = [{"where": ".".join(map(str, one["loc"])), "found": one["msg"]} for one in error.errors()]
        said = Text("发来的内容不合格式", "what was sent has not the right form")
        raise Refused(400, said, faults=faults) from None
