"""Rule sets that stand beside an edition (integrity.yaml, management.yaml): read like it, but no part of it.

Changing one moves no score and no rank, so it is not in the edition's digest; results that used one name
its own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Described

from gaoxin.edition.load import available, schema_faults
from gaoxin.edition.method import Basis
from gaoxin.edition.schema import Edition
from gaoxin.edition.source import Path_, read
from gaoxin.terms import Fault, Text, Unusable, digest_json


class Ruled(BaseModel):
    """A part of a rule set: frozen, and refusing what it does not know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, str_strip_whitespace=True
    )


class Rulebook(Ruled):
    """What every rule set says of itself."""

    rules: str = Described(description="The name of the rule set")
    version: str = Described(description="Its version")
    basis: Basis = "assumed"
    note: str = ""
    digest: str = ""

    def misfits(self, edition: Edition | None) -> Iterator[tuple[Path_, Text]]:  # noqa: ARG002 - for those below
        """Yield what types alone cannot say, each with its path; names of the edition where one is given."""
        yield from ()


Kind = TypeVar("Kind", bound=Rulebook)


def read_rulebook(path: Path, kind: type[Kind], edition: Edition | None = None) -> Kind:
    """Return the rule set in a file; Unusable with every fault as file:line.

    With an edition, the indicators that the rule set names are looked up in it.
    """
    source = read([path])
    try:
        found = kind.model_validate({**source.raw, "digest": digest_json(source.raw)})
    except ValidationError as error:
        raise Unusable([*source.faults, *schema_faults(error, source, Ruled)]) from None
    faults = [*source.faults, *(Fault(source.place(at), what) for at, what in found.misfits(edition))]
    if faults:
        raise Unusable(faults)
    return found


def rulebook_beside(edition: str, file: str) -> Path:
    """Return a rule set that comes with an edition of the house; Unusable where there is none."""
    known = available()
    path = known[edition] / file if edition in known else None
    if path is None or not path.is_file():
        found = Text(f"体系 {edition} 没有附带 {file}", f"the edition {edition} comes without {file}")
        raise Unusable(Fault(edition, found, remedy=Text("用 --rules 指定文件", "name a file with --rules")))
    return path
