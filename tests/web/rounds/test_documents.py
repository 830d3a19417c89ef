"""The reference page of releases says what the code does."""

import re
from pathlib import Path

from gaoxin_web.rounds.public import FILES
from gaoxin_web.rounds.rules import LEVELS, PARTS, STATES, USUAL

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "releases.md").read_text("utf-8")


def test_every_state_and_its_words_stand_in_the_reference():
    assert re.findall(r"^\| `(\w+)` \| (\S+) \| evaluators|^\| `(final)` \| (最终)", PAGE, re.MULTILINE) == [
        *((key, words.zh, "", "") for key, words in STATES.items() if key != "final"), ("", "", "final", "最终")]  # fmt: skip


def test_every_part_with_its_usual_switches_stands_in_the_reference():
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (yes|no) \| (yes|no) \| (yes|no) \|$", PAGE, re.MULTILINE)
    assert rows == [
        (key, words.zh, *("yes" if key in USUAL[level] else "no" for level in LEVELS))
        for key, words in PARTS.items()
    ]


def test_every_public_file_stands_in_the_reference():
    assert [name for name in FILES if f"`{name}`" not in PAGE] == []
