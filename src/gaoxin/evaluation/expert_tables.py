"""Reading what experts say of weights, comparisons or budgets, from CSV: every fault with its cell."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gaoxin.evaluation.cells import Matrix
from gaoxin.evaluation.values import Line, read_lines, shape_faults
from gaoxin.terms import DataRefused, Fault, Text, Unusable, exact, is_exact


class Said(NamedTuple):
    """A table of experts: the names of what is weighed, and the numbers."""

    names: tuple[str, ...]
    numbers: Matrix


def read_comparisons(path: Path) -> Said:
    """Read a square table: names in header and first column, cells as 3 or 1/3, one triangle is enough.

    An empty cell is one over its opposite. Unusable for another form, DataRefused for cells.
    """
    header, lines = _read(path)
    names = header[1:]
    if [cells[0].strip() for _, cells in lines] != names:
        found = Text("首列与表头的名称或次序不同", "the first column and the header name different things")
        allowed = Text("成对比较表的行列须同名同序", "rows and columns of comparisons are the same, in order")
        raise Unusable(Fault(f"{path.name}:{lines[0][0]}", found, allowed))
    given = _numbers(path.name, lines, names)
    faults = list(_comparison_faults(path.name, lines, names, given))
    if faults:
        raise DataRefused(faults)
    numbers = np.ones(given.shape)
    for row in range(len(names)):
        for column in range(len(names)):
            opposite = given[column, row]
            numbers[row, column] = 1 / opposite if np.isnan(given[row, column]) else given[row, column]
    np.fill_diagonal(numbers, 1.0)
    return Said(tuple(names), numbers)


def read_budgets(path: Path) -> Said:
    """Read a table with a line an expert and a column an indicator; points of 0 or more, any sum above 0."""
    header, lines = _read(path)
    numbers, faults = _numbers(path.name, lines, header[1:]), list[Fault]()
    for (line, _), row in zip(lines, numbers, strict=True):
        for name, points in zip(header[1:], row.tolist(), strict=True):
            if not points >= 0:
                found = Text("没有分数", "has no points") if np.isnan(points) else Text("为负", "is negative")
                allowed = Text("须是 0 或正数，不给分写 0", "must be 0 or more; write 0 for nothing")
                faults.append(Fault(f"{path.name}:{line} {name}", found, allowed))
        if not faults and row.sum() == 0:
            faults.append(Fault(f"{path.name}:{line}", Text("各项之和为 0", "the points add up to 0")))
    if faults:
        raise DataRefused(faults)
    return Said(tuple(header[1:]), numbers)


def _read(path: Path) -> tuple[list[str], list[Line]]:
    (first, head), *lines = read_lines(path)
    header, place = [cell.strip() for cell in head], f"{path.name}:{first}"
    names = header[1:]
    if len(names) < 2 or "" in names or len(set(names)) < len(names):
        found = Text("表头须有至少两个不同的名称", "the header must hold two or more different names")
        raise Unusable(Fault(place, found))
    faults = list(shape_faults(path.name, lines, header))
    if faults:
        raise Unusable(faults)
    return header, lines


def _numbers(name: str, lines: list[Line], names: list[str]) -> Matrix:
    found, faults = np.full((len(lines), len(names)), np.nan), list[Fault]()
    for row, (line, cells) in enumerate(lines):
        for column, cell in enumerate(cells[1:]):
            number = _number(cell.strip())
            if isinstance(number, Text):
                allowed = Text("须是数或分数，如 3 或 1/3", "must be a number or a fraction, like 3 or 1/3")
                faults.append(Fault(f"{name}:{line} {names[column]}", number, allowed))
            elif number is not None:
                found[row, column] = float(number)
    if faults:
        raise DataRefused(faults)
    return found


def _number(word: str) -> Fraction | Text | None:
    upper, _, lower = word.partition("/")
    if not word:
        return None
    if is_exact(upper) and (not lower or (is_exact(lower) and exact(lower) != 0)):
        return exact(upper) / (exact(lower) if lower else 1)
    return Text(f"写了“{word}”", f"is {word!r}")


def _comparison_faults(name: str, lines: list[Line], names: list[str], given: Matrix) -> Iterator[Fault]:
    for row, (line, _) in enumerate(lines):
        for column, other in enumerate(names):
            number, opposite = given[row, column], given[column, row]
            place = f"{name}:{line} {other}"
            if number <= 0:
                yield Fault(
                    place, Text(f"为 {number:g}", f"is {number:g}"), Text("须大于 0", "must be above 0")
                )
            elif row == column and not np.isnan(number) and number != 1:
                yield Fault(
                    place, Text(f"为 {number:g}", f"is {number:g}"), Text("对角线为 1", "the diagonal is 1")
                )
            elif row < column and np.isnan(number) and np.isnan(opposite):
                yield Fault(
                    place, Text("两个方向都没有填", "neither this comparison nor its opposite is given")
                )
            elif (
                row < column
                and not abs(number * opposite - 1) <= _ROUNDED
                and not np.isnan(number * opposite)
            ):
                found = Text(
                    f"与对称格 {opposite:g} 不互为倒数", f"is not one over its opposite, {opposite:g}"
                )
                yield Fault(place, found, remedy=Text("只填一个三角即可", "one triangle is enough"))


_ROUNDED = 0.01
"""How far a comparison times its opposite may be from 1: they are written with few digits."""
