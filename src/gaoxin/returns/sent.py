"""The files of a package as lines of text: CSV in three encodings, workbooks through a child process."""

import codecs
import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gaoxin.terms import Fault, Text, Unusable

KINDS = (".csv", ".xlsx", ".parquet")
SECONDS = 120
"""How long a workbook may take; the child has its own limit of processor time and memory."""

_BREAK, _BLANK_LINE = re.compile(rb"[\r\n]"), re.compile(rb"\n\r?\n|\r\r")

CHILD = Path(__file__).with_name("workbook.py")
"""What reads a workbook, in a process of its own."""

csv.field_size_limit(2**24)


@dataclass(frozen=True)
class Sent:
    """One file of the package: its place on disk and its path as people know it."""

    path: Path
    name: str

    @property
    def kind(self) -> str:
        """The ending of the file's name."""
        return self.path.suffix.lower()


@dataclass(frozen=True)
class Sheet:
    """A table as text: a CSV in UTF-8 on disk, with the file and sheet it came from.

    A sheet of a workbook has its own line number in front of every record (``numbered``) and no blank lines.
    """

    path: Path
    file: str
    name: str = ""
    numbered: bool = False
    width: int = 0
    hidden: int = 0
    merged: tuple[str, ...] = ()
    encoding: str = "utf-8"

    @property
    def place(self) -> str:
        """The file, and the sheet in brackets."""
        return f"{self.file}[{self.name}]" if self.name else self.file

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the records with the line on which each begins; lines with nothing at all are no records."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            line = 1
            try:
                for record in reader:
                    if record:
                        yield (int(record[0]), record[1:]) if self.numbered else (line, record)
                    line = reader.line_num + 1
            except csv.Error as error:
                found = Text(f"第 {line} 行的引号不成对", f"the quotes of line {line} do not match ({error})")
                raise Unusable(Fault(f"{self.place}:{line}", found)) from None

    def first(self, count: int) -> list[tuple[int, list[str]]]:
        """Return the first records."""
        return [record for record, _ in zip(self.records(), range(count), strict=False)]

    def line_of(self, record: int) -> int:
        """Return the line of a record counted from 0 after the header; a sheet's records carry their line."""
        if self.numbered:
            return record
        return record + 2 if self._one_line_each else self._lines[record + 1]

    @cached_property
    def _one_line_each(self) -> bool:
        """Whether no cell holds a line break and no line is blank, so that records and lines count alike."""
        inside, last = False, b""
        with self.path.open("rb") as file:
            while block := file.read(2**22):
                for at, piece in enumerate(block.split(b'"')):
                    inside ^= at > 0
                    text = piece if inside else last + piece
                    if _BREAK.search(text) if inside else _BLANK_LINE.search(text):
                        return False
                    last = piece[-2:]
        return True

    @cached_property
    def _lines(self) -> list[int]:
        return [line for line, _ in self.records()]


def read_csv(sent: Sent, home: Path) -> Sheet:
    """Return a CSV as UTF-8; Unusable when it is binary or in another encoding than UTF-8 or GB18030."""
    encoding = next((name for name in ("utf-8", "gb18030") if _decodes(sent, name)), None)
    if encoding is None:
        found = Text("既不是 UTF-8，也不是 GB18030", "neither UTF-8 nor GB18030")
        raise Unusable(Fault(sent.name, found, remedy=Text("请另存为“CSV UTF-8”", "save it as CSV UTF-8")))
    if encoding == "utf-8":
        return Sheet(sent.path, sent.name)
    target = home / f"utf8-{len(list(home.iterdir()))}.csv"
    with (
        sent.path.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as file,
    ):
        while text := source.read(2**22):
            file.write(text)
    return Sheet(target, sent.name, encoding=encoding)


def _decodes(sent: Sent, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with sent.path.open("rb") as file:
            while block := file.read(2**22):
                if b"\x00" in block:
                    return False
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    except OSError as error:
        raise Unusable(
            Fault(sent.name, Text(f"读不出来：{error.strerror}", f"cannot be read: {error.strerror}"))
        ) from None
    return True


def read_workbook(sent: Sent, home: Path) -> list[Sheet]:
    """Return the sheets of a workbook, read by a child process; Unusable when the child refuses or dies."""
    folder = home / f"book-{len(list(home.iterdir()))}"
    folder.mkdir()
    command = [
        sys.executable,
        "-I",
        str(CHILD),
        str(sent.path.resolve()),
        str(folder),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own script
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"fault": _DIED}
    except subprocess.TimeoutExpired:
        answer = {"fault": ("读取超过时间限度", "reading it takes longer than is allowed")}
    except json.JSONDecodeError:
        answer = {"fault": _DIED}
    if "fault" in answer:
        raise Unusable(Fault(sent.name, Text(*answer["fault"])))
    return [
        Sheet(
            folder / one["file"],
            sent.name,
            one["name"],
            True,
            one["width"],
            one["hidden"],
            tuple(one["merged"]),
        )
        for one in answer["sheets"]
    ]


def not_read(sent: Sent, _home: Path) -> list[Sheet]:
    """Refuse a kind of file that is not read: Unusable."""
    found = Text(f"不读 {sent.kind} 文件", f"{sent.kind} files are not read")
    raise Unusable(Fault(sent.name, found, remedy=Text("请另存为 .csv 或 .xlsx", "save it as .csv or .xlsx")))


_DIED = (
    "工作簿读不出来：文件已损坏，或展开后超过内存、时间限度",
    "the workbook cannot be read: damaged, or beyond the limits of memory and time",
)
