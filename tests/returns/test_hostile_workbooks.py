"""Workbooks that try to harm whoever reads them: each a clear message within seconds, and nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.returns import hostile
from tests.returns.folders import CODE_A, refused

from gaoxin.returns import sent
from gaoxin.returns.sent import Sent, read_workbook
from gaoxin.terms import Unusable

SAID = {
    "far_cell": "cells reach row 1048576 and column 16384: too far; delete stray cells (at most 1100000 rows, 1000 columns, 25000000 cells)",
    "far_column": "cells reach row 20000 and column 16384: too far; delete stray cells (at most 1100000 rows, 1000 columns, 25000000 cells)",
    "far_row": "cells reach row 1000000 and column 20: too far; delete stray cells (at most 1100000 rows, 1000 columns, 25000000 cells)",
    "far_cell_disguised": "the workbook cannot be read; it may be damaged",
    "zip_bomb": "the contents unpack to too much (a zip bomb?)",
    "billion_laughs": "XML inside declares a DOCTYPE or entities; not read",
    "external_entity": "XML inside declares a DOCTYPE or entities; not read",
    "external_link": "the workbook is linked to other files; paste values and save",
    "macros": "the workbook has macros; save as .xlsx without macros",
    "macros_by_type_only": "the workbook has macros; save as .xlsx without macros",
    "many_sheets": "10004 parts inside, more than 2000",
    "many_names_one_part": "more than 100 sheets",
    "encrypted": "encrypted, or an old .xls; save as .xlsx without a password",
    "encrypted_part": "the workbook is encrypted; save it without a password",
    "truncated": "not a whole .xlsx file: cut short or damaged",
    "lying_size": "not a whole .xlsx file: cut short or damaged",
    "not_a_zip": "not a whole .xlsx file: cut short or damaged",
    "empty_file": "not a whole .xlsx file: cut short or damaged",
    "no_workbook_inside": "no workbook inside: not an .xlsx file",
    "broken_xml": "the workbook cannot be read; it may be damaged",
    "endless_tag": "the workbook cannot be read; it may be damaged",
}


def test_every_hostile_workbook_has_its_message() -> None:
    assert {make.__name__ for make in hostile.ALL} == SAID.keys()


@pytest.mark.parametrize("make", hostile.ALL, ids=lambda make: make.__name__)
def test_a_hostile_workbook_is_refused_in_words_within_seconds(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    made = make(tmp_path / "made.xlsx")
    done = subprocess.run(
        [sys.executable, "-c", ALONE, made, _room(tmp_path)], capture_output=True, check=True
    )
    said, megabytes, seconds = json.loads(done.stdout)
    assert said == SAID[make.__name__]
    assert megabytes < 512
    assert seconds < 5


ALONE = """
import json, resource, sys
from pathlib import Path
from gaoxin.returns.sent import Sent, read_workbook
from gaoxin.terms import Unusable
try:
    read_workbook(Sent(Path(sys.argv[1]), "enterprises.xlsx"), Path(sys.argv[2]))
except Unusable as refusal:
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([refusal.faults[0].found.en, child.ru_maxrss / 1024, child.ru_utime + child.ru_stime]))
"""
"""Reads a workbook in a process of its own, whose only child is the reader: its memory and processor time are seen."""


def test_a_hostile_workbook_in_a_package_is_refused_by_its_file(tmp_path: Path) -> None:
    content = hostile.far_cell(tmp_path / "made.xlsx").read_bytes()
    (tmp_path / "made.xlsx").unlink()
    assert refused(tmp_path, enterprises__xlsx=content) == (2, [f"enterprises.xlsx: {SAID['far_cell']}"])


def test_a_reader_that_dies_is_a_message_and_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "child.py"
    dying.write_text("import os, signal; os.kill(os.getpid(), signal.SIGABRT)")
    monkeypatch.setattr(sent, "CHILD", dying)
    with pytest.raises(Unusable) as refusal:
        read_workbook(Sent(hostile.far_cell(tmp_path / "b.xlsx"), "b.xlsx"), _room(tmp_path))
    assert (
        refusal.value.faults[0].found.en
        == "the workbook cannot be read: damaged, or beyond the limits of memory and time"
    )


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "child.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(sent, "CHILD", slow)
    monkeypatch.setattr(sent, "SECONDS", 0.2)
    with pytest.raises(Unusable) as refusal:
        read_workbook(Sent(hostile.far_cell(tmp_path / "b.xlsx"), "b.xlsx"), _room(tmp_path))
    assert refusal.value.faults[0].found.en == "reading it takes longer than is allowed"


def test_the_reader_cannot_take_more_memory_than_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = tmp_path / "child.py"
    source = sent.CHILD.read_text(encoding="utf-8")
    greedy.write_text(
        source.replace("    try:\n        looks", "    try:\n        bytearray(2 * MEMORY)\n        looks"),
        encoding="utf-8",
    )
    monkeypatch.setattr(sent, "CHILD", greedy)
    with pytest.raises(Unusable) as refusal:
        read_workbook(Sent(hostile.far_cell(tmp_path / "b.xlsx"), "b.xlsx"), _room(tmp_path))
    assert refusal.value.faults[0].found.en == "reading it needs more memory than is allowed"


def test_a_hostile_workbook_among_committee_returns_is_refused_as_well(tmp_path: Path) -> None:
    content = hostile.far_cell(tmp_path / "made.xlsx").read_bytes()
    (tmp_path / "made.xlsx").unlink()
    good = f"year,zone,credit_code,revenue\n2015,Z1,{CODE_A},1\n"
    code, said = refused(tmp_path, enterprises__csv=good, zone_returns__xlsx=content)
    assert (code, said) == (2, [f"zone_returns.xlsx: {SAID['far_cell']}"])


def _room(folder: Path) -> Path:
    room = folder / "room"
    room.mkdir()
    return room
