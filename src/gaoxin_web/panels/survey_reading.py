"""What runs in the guarded child: answers that somebody sends as a file are read. It knows no database.

``main`` finds in its folder ``ask.json`` (year, questionnaire, zones, name, language), ``edition.json`` and the file.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gaoxin.edition import thaw
from gaoxin.edition.questionnaires import questionnaires_of
from gaoxin.panels.answers import read_answers
from gaoxin.returns import Zone
from gaoxin.terms import Refusal, speak


def main(folder: Path) -> dict[str, Any]:
    """Return the answer sheets of the file with their flags, or every fault at once."""
    asked = json.loads((folder / "ask.json").read_text("utf-8"))
    speak(asked["language"])
    try:
        book = questionnaires_of(thaw((folder / "edition.json").read_text("utf-8")))
        zones = {code: Zone(code, code) for code in asked["zones"]}
        found = read_answers(
            folder / asked["name"], book, book.find(asked["questionnaire"]), zones, asked["year"]
        )
    except Refusal as error:
        return {"refused": [str(one) for one in error.faults]}
    return {
        "sheets": [
            asdict(one) | {"ticked": dict(one.ticked), "flags": list(found.flags.get(at, ()))}
            for at, one in enumerate(found.sheets)
        ]
    }
