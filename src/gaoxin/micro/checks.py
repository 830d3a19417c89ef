"""Checks over columns: how many rows break each condition, in one pass a view, and which rows those are.

A view is what a condition looks at: a row of the data year alone (PRESENT), a row beside the one of the year
before (PAIRED: changes, the list of enterprises), or rows that share a key (REPEATED).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from gaoxin.edition import Check
from gaoxin.edition.figures import Figures
from gaoxin.formula import Name, Previous, Tree
from gaoxin.micro.aggregate import source_of
from gaoxin.micro.conditions import (
    Condition,
    adds,
    cells_read,
    conditions_of,
    field_of,
    multiplies,
    reads_before,
    reported,
)
from gaoxin.micro.keys import code_is_wrong, link
from gaoxin.micro.rows import Rows, by_zone
from gaoxin.micro.sql import PREVIOUS_ROW, identifier, sql, words

THIS = "this"
"""The alias of a row of the data year."""

Value = Decimal | int | str | bool | date | list[dict[str, Any]] | None


class View(Enum):
    """What a condition looks at."""

    PRESENT = "present"
    PAIRED = "paired"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Question:
    """A condition as SQL over a view.

    ``topic`` is rule, change, entered, left, code, repeated or zones; ``row`` the alias of the row that a
    finding points at; ``cells`` the fields whose cells it marks.
    """

    check: Check
    topic: str
    view: View
    breaks: str
    shown: tuple[str, ...]
    cells: tuple[str, ...]
    condition: Condition | None = None
    row: str = THIS


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that breaks a condition: its part, its line by line column, who it is, and the values shown."""

    source: int
    lines: Mapping[str, int | None]
    zone: str
    code: str
    values: tuple[Value, ...]


class Inspection:
    """Checks over the rows of a data year and the year before it."""

    def __init__(self, rows: Rows, figures: Figures, year: int) -> None:
        """Look at which zones have rows in the data year (``now``) and in the year before (``before``)."""
        self.rows, self.figures, self.year = rows, figures, year
        zones = by_zone(rows.connection, rows.relation)
        self.now = frozenset(zone for _, of, zone, _ in zones if of == year)
        self.before = frozenset(zone for _, of, zone, _ in zones if of == year - 1)

    def questions(self, check: Check) -> Iterator[Question]:
        """Yield the conditions of a check as SQL."""
        if check.kind == "key":
            yield from self._of_key(check)
        elif check.kind == "roster":
            yield from self._of_roster(check)
        else:
            topic = "change" if check.kind == "change" else "rule"
            yield from (self._of_condition(one, topic) for one in conditions_of(check, self.figures))

    def _of_condition(self, one: Condition, topic: str) -> Question:
        view = View.PAIRED if reads_before(one.breaks) else View.PRESENT
        shown = tuple(_sql(tree) for tree in one.shown)
        cells = dict.fromkeys(
            cell for read in cells_read(one.holds) for cell in reported(field_of(read), self.figures)
        )
        return Question(one.check, topic, view, _sql(one.breaks), shown, tuple(cells), one)

    def _of_key(self, check: Check) -> Iterator[Question]:
        code = f"{THIS}.credit_code"
        key = ("year", "zone", "credit_code")
        same = "len(list_filter(same.places, lambda place: place.zone = this.zone)) > 1"
        elsewhere = "len(list_filter(same.places, lambda place: place.zone <> this.zone)) > 0"
        other = f"{THIS}.year = {self.year} AND {elsewhere}"
        yield Question(check, "code", View.PRESENT, code_is_wrong(code, self.year), (code,), key[2:])
        yield Question(check, "repeated", View.REPEATED, same, (f"{THIS}._line", "same.places"), key)
        yield Question(check, "zones", View.REPEATED, other, (f"{THIS}._line", "same.places"), key[1:])

    def _of_roster(self, check: Check) -> Iterator[Question]:
        """Ask who is new and who is gone, in zones that have rows in both years."""
        new = f"{THIS}._link IS NOT NULL AND {PREVIOUS_ROW}._link IS NULL"
        entered = new + self._but_for(THIS, self.now - self.before)
        left = f"{THIS}._link IS NULL" + self._but_for(PREVIOUS_ROW, self.before - self.now)
        came, went = self._elsewhere(self.year - 1, THIS), self._elsewhere(self.year, PREVIOUS_ROW)
        yield Question(check, "entered", View.PAIRED, entered, (came,), ("credit_code",))
        yield Question(check, "left", View.PAIRED, left, (went,), ("credit_code",), row=PREVIOUS_ROW)

    @staticmethod
    def _but_for(row: str, zones: Iterable[str]) -> str:
        listed = ", ".join(map(words, sorted(zones)))
        return f" AND {row}.zone NOT IN ({listed})" if listed else ""

    def _elsewhere(self, year: int, row: str) -> str:
        """Return the SQL of a zone in which the enterprise of a row stands in another year."""
        same = f"{link('credit_code')} = {row}._link"
        return f"(SELECT min(zone) FROM {self.rows.relation} WHERE year = {year} AND {same})"

    def counts(self, questions: Sequence[Question]) -> list[int]:
        """Return for every question how many rows break it; one query for every view that is asked."""
        found: dict[int, int] = {}
        for view in View:
            asked = {at: one for at, one in enumerate(questions) if one.view is view}
            if asked:
                found |= zip(asked, self._counted(view, list(asked.values())), strict=True)
        return [found[at] for at in range(len(questions))]

    def _counted(self, view: View, asked: Sequence[Question]) -> Sequence[int]:
        if view is View.REPEATED and not self._any_repeated:
            return [0] * len(asked)
        tests = ", ".join(f"count_if({one.breaks})" for one in asked)
        found = self.rows.connection.execute(f"SELECT {tests} FROM {self._view(view, asked)}").fetchone()
        return [rows or 0 for rows in found or ()]

    @cached_property
    def _any_repeated(self) -> bool:
        """Whether an enterprise stands twice in a year: hashes are counted, rows compared where they agree."""
        code = link("credit_code")
        alike = f"count(*) - count(DISTINCT hash(year, {code}))"
        query = f"SELECT {alike} FROM {self.rows.relation} WHERE credit_code IS NOT NULL"
        return bool(self.rows.connection.execute(query).fetchall()[0][0])

    def broken(self, question: Question, at_most: int | None = None) -> Iterator[Broken]:
        """Yield the rows that break a condition in the order in which they were sent, at most so many."""
        lines = self._line_columns()
        row = question.row
        chosen = [
            f"{row}._source",
            f"{row}.zone",
            f"{row}.credit_code",
            *(f"{row}.{identifier(line)}" for line in lines),
        ]
        shown = [f"{text} AS v{at}" for at, text in enumerate(question.shown)]
        limit = "" if at_most is None else f" LIMIT {at_most}"
        query = (
            f"SELECT {', '.join([*chosen, *shown])} FROM {self._view(question.view, [question])} "
            f"WHERE {question.breaks} ORDER BY {row}._source, {row}._line{limit}"
        )
        cursor = self.rows.connection.cursor()
        cursor.execute(query)
        while records := cursor.fetchmany(10_000):
            for source, zone, code, *rest in records:
                places = dict(zip(lines, rest, strict=False))
                yield Broken(source, places, zone or "", code or "", tuple(rest[len(lines) :]))

    def _line_columns(self) -> list[str]:
        return sorted(
            {"_line"} | {heading.line for part in self.rows.parts for heading in part.headings.values()}
        )

    def _view(self, view: View, asked: Sequence[Question]) -> str:
        """Return the FROM clause of a view with the columns that the questions read."""
        trees = [one.condition.breaks for one in asked if one.condition]
        read = dict.fromkeys(cell for tree in trees for cell in cells_read(tree))
        this = self._source(f"year = {self.year}", [cell for cell in read if isinstance(cell, Name)], trees)
        if view is View.PRESENT:
            return f"({this}) AS {THIS}"
        if view is View.REPEATED:
            return self._repeated()
        old = self._source(
            f"year = {self.year - 1}", [cell.operand for cell in read if isinstance(cell, Previous)], trees
        )
        before = f"SELECT * FROM ({old}) WHERE zone IS NOT NULL AND _link IS NOT NULL"
        if self._any_repeated:
            before += " QUALIFY row_number() OVER (PARTITION BY zone, _link ORDER BY _source, _line) = 1"
        on = f"{THIS}.zone = {PREVIOUS_ROW}.zone AND {THIS}._link = {PREVIOUS_ROW}._link"
        return f"({this}) AS {THIS} FULL JOIN ({before}) AS {PREVIOUS_ROW} ON {on}"

    def _repeated(self) -> str:
        both = self._source(f"year IN ({self.year - 1}, {self.year})", [], [])
        places = "list({'zone': zone, 'source': _source, 'line': _line} ORDER BY _source, _line) AS places"
        groups = "WHERE _link IS NOT NULL GROUP BY year, _link HAVING count(*) > 1"
        same = f"SELECT year, _link, {places} FROM ({both}) {groups}"
        return f"({both}) AS {THIS} JOIN ({same}) AS same USING (year, _link)"

    def _source(self, where: str, cells: Sequence[Tree], trees: Sequence[Tree]) -> str:
        extra = ["credit_code", "_source", *self._line_columns()]
        relation = f"(SELECT *{self._wider(trees)} FROM {self.rows.relation} WHERE {where})"
        rows = replace(self.rows, relation=relation, columns=self.rows.columns | set(extra))
        source = source_of(rows, self.figures, [*cells, *map(Name, extra)])
        return f"SELECT *, {link('credit_code')} AS _link FROM ({source})"

    def _wider(self, trees: Sequence[Tree]) -> str:
        """Give cells room: whole numbers that are added, amounts (which widen when added) in products."""
        fields = self.figures.edition.enterprise_fields
        summed = {name for tree in trees for name in adds(tree)} & self.rows.columns & fields.keys()
        times = {name for tree in trees if multiplies(tree) for name in adds(tree)}
        kinds = {
            name: _WIDE.get(fields[name].type)
            for name in sorted(summed)
            if fields[name].type == "integer" or name in times
        }
        casts = ", ".join(
            f"{identifier(name)}::{kind} AS {identifier(name)}" for name, kind in kinds.items() if kind
        )
        return f" REPLACE ({casts})" if casts else ""


_WIDE = {"integer": "HUGEINT", "number": "DECIMAL(30,3)"}


def _sql(tree: Tree) -> str:
    return sql(tree, THIS, f"{THIS}.year")
