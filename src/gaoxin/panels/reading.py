"""Small tables beside a package: registers, answers and marks from CSV or a workbook, every fault with its cell."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from gaoxin.edition import Field
from gaoxin.returns.ledger import Ledger
from gaoxin.returns.sent import Sent, Sheet, not_read, read_csv, read_workbook
from gaoxin.returns.small import Record, SmallTable
from gaoxin.terms import Fault, Text, Unusable, did_you_mean


def fields_of(*fields: tuple[str, str, str]) -> dict[str, Field]:
    """Return fields by name from (name, type, Chinese label), the words a header may use."""
    return {name: Field(name=name, type=kind, label=label) for name, kind, label in fields}


def read_table(
    path: Path, fields: Mapping[str, Field], keys: Iterable[str], year: int, ledger: Ledger
) -> list[Record]:
    """Return the sound records of a table; faults go to the ledger, which the caller settles.

    ``keys`` are the columns whose every cell must be filled. Rows of years other than ``year`` and the year
    before are ignored and counted. Unusable at once for a file that cannot be read.
    """
    if not path.is_file():
        raise Unusable(Fault(str(path), Text("没有这个文件", "no such file")))
    sent = Sent(path, path.name)
    readers: Mapping[str, Callable[[Sent, Path], list[Sheet]]] = {
        ".csv": lambda one, home: [read_csv(one, home)],
        ".xlsx": read_workbook,
    }
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as home:
        sheets = readers.get(sent.kind, not_read)(sent, Path(home))
        return [
            record
            for sheet in sheets
            for record in SmallTable(sheet, fields, tuple(keys), year, ledger).records()
        ]


def refuse(
    ledger: Ledger,
    record: Record,
    name: str,
    found: Text,
    *,
    allowed: Text | None = None,
    remedy: Text | None = None,
) -> None:
    """Refuse a cell of a record: file:line column, what was found, what is allowed, what to do."""
    column = f"{record.sheet.place} {record.header.written.get(name, name)}"
    ledger.refuse(column, record.place(name), found, allowed, remedy)


def known(ledger: Ledger, record: Record, name: str, names: Iterable[str], what: Text) -> bool:
    """Whether a record's cell is one of the names; refused with the nearest one where it is not."""
    word, there = record.text(name), list(names)
    if word in there:
        return True
    found = Text(f"没有{what.zh}“{word}”", f"no {what.en} {word!r}")
    refuse(ledger, record, name, found, remedy=did_you_mean(word, there))
    return False


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a cell that holds several, between ; ； 、 or ,.

    >>> listed("Z001；Z002、Z003")
    ('Z001', 'Z002', 'Z003')
    """
    for sign in "；、，,":
        text = text.replace(sign, ";")
    return tuple(word for part in text.split(";") if (word := part.strip()))
