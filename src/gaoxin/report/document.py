"""What a report says, before anybody decides how it is printed: one frozen Document for Word, PDF and Excel."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gaoxin.terms import Language, digest_json

State = Literal["draft", "unreviewed", "final"]
Side = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as it is printed, the address where it stands in full precision, and its value (None: a word).

    ``factor`` turns the value into the unit it is printed in: 1e-5 where 千元 are printed as 亿元.
    """

    text: str
    address: str = ""
    value: float | None = None
    factor: float = 1.0


Span = str | Number
"""A piece of a sentence or of a cell: words, or a figure."""

Words = tuple[Span, ...]
"""A sentence, a heading or a cell."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels 1 to 3 are numbered 一、（一）1. in Chinese. ``name`` is where templates and links find it."""

    level: int
    words: Words
    name: str


Style = Literal["body", "item", "note", "address", "closing"]
"""body: indented; item: an entry of a list; note: small; address: flush left; closing: flush right."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    words: Words
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, the side its cells keep to.

    ``over`` is a head that it shares with its neighbours, in workbooks.
    """

    head: str
    width: float
    side: Side = "right"
    over: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a ``group`` row is a heading inside the table and may span with its first cell."""

    cells: tuple[Words, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: title above, unit at the upper right, source below; ``annex`` tables are numbered 附表.

    A table whose columns have no heads is a form: label and value.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    note: str = ""
    annex: bool = False

    @property
    def headed(self) -> bool:
        """Whether its columns have heads."""
        return any(one.head for one in self.columns)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: an ECharts option, its size in px (96 to the inch), a title below and a sentence for those who cannot see."""

    name: str
    title: str
    option: Mapping[str, Any]
    width: int
    height: int
    said: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows stands on a new page."""


Block = Heading | Paragraph | Table | Chart | PageBreak


@dataclass(frozen=True)
class Document:
    """A report, complete and in one language.

    ``unit`` is the zone, the province or ``national``; ``facts`` are what a template may name; ``of`` holds the
    digests and the year of the results it was made from. ``organ`` and ``number`` are set where an organisation
    puts its red head on a letter; a document that is not final never has one without the mark 草稿.
    """

    kind: str
    unit: str
    language: Language
    audience: str
    state: State
    synthetic: bool
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    of: Mapping[str, Any] = field(default_factory=dict)
    organ: str = ""
    number: str = ""

    @property
    def check_code(self) -> str:
        """Twelve hexadecimal digits of the digest of all that the document says and of what it was made from.

        Who has the result folder makes the document again and compares: ``gaoxin report … --verify CODE``.
        """
        digits = digest_json([*self.words(), dict(self.of)])[7:19].upper()
        return "-".join(digits[at : at + 4] for at in range(0, 12, 4))

    def words(self) -> Iterator[str]:
        """Yield every text of the document in reading order."""
        yield from (self.kind, self.unit, self.audience, self.state, str(self.synthetic), self.title)
        yield from (self.subtitle, self.organ, self.number)
        for block in self.blocks:
            yield from _words(block)

    def numbers(self) -> Iterator[Number]:
        """Yield every figure that has an address, in reading order."""
        for words in self._pieces():
            yield from (one for one in words if isinstance(one, Number) and one.address)

    def _pieces(self) -> Iterator[Words]:
        for block in self.blocks:
            if isinstance(block, Heading | Paragraph):
                yield block.words
            elif isinstance(block, Table):
                for row in block.rows:
                    yield from row.cells


def plain(words: Words) -> str:
    """Return words as text."""
    return "".join(one if isinstance(one, str) else one.text for one in words)


def _words(block: Block) -> Iterator[str]:
    if isinstance(block, Heading | Paragraph):
        yield plain(block.words)
    elif isinstance(block, Table):
        yield from (block.title, block.unit, *(one.head for one in block.columns))
        for row in block.rows:
            yield from map(plain, row.cells)
        yield block.note
    elif isinstance(block, Chart):
        yield from (block.title, block.said)
