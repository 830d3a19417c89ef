"""All tables of a study, and its folder: deterministic, empty with a reason where nothing is defined."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from gaoxin.edition import Edition
from gaoxin.evaluation.climb import Climb
from gaoxin.evaluation.result import MANIFEST, Table, render
from gaoxin.statistics import data, leaving, matching, pairs, structure
from gaoxin.statistics.limits import Limits
from gaoxin.statistics.parts import parts_of
from gaoxin.terms import digest_bytes

FAMILY = "gaoxin-statistics"
SCHEMA = f"{FAMILY}/1"

_OF = (
    "kind",
    "edition",
    "edition_title",
    "edition_digest",
    "data_year",
    "synthetic",
    "method",
    "result_digest",
)


def tables(edition: Edition, climb: Climb, limits: Limits | None = None) -> dict[str, Table]:
    """Return every table of the study by file name; DataRefused when fewer than three units are ranked."""
    parts, chosen = parts_of(climb), limits or Limits()
    return {
        **pairs.tables(edition, parts, chosen),
        **matching.tables(edition, parts),
        **structure.tables(parts),
        **leaving.tables(parts),
        **data.tables(parts, chosen),
    }


def files(found: Mapping[str, Table], about: Mapping[str, Any], limits: Limits) -> dict[str, bytes]:
    """Return the files of the folder: the tables, and a manifest that says of what result, with what limits.

    ``about`` is the manifest of the result.
    """
    content = {name: render(table) for name, table in sorted(found.items())}
    manifest = {
        "schema": SCHEMA,
        "of": {key: about[key] for key in _OF if key in about},
        "limits": vars(limits),
        "engine": {name: version(name) for name in ("gaoxin", "numpy", "scipy")},
        "files": {name: digest_bytes(text) for name, text in content.items()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    return {MANIFEST: text.encode(), **content}
