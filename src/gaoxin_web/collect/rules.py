"""Rules of collection: what a revision's digest covers, and the check code printed on paper."""

from collections.abc import Mapping

from gaoxin.terms import digest_json


def digest_of(cells: Mapping[str, str], notes: Mapping[str, str], table: str | None) -> str:
    """Return the digest of a revision: over its cells, its notes and the digest of its table."""
    return digest_json({"cells": dict(cells), "notes": dict(notes), "table": table})


def check_code(digest: str) -> str:
    """Return the code printed on a form, by which paper and data can be held against each other: ``7F2C-19AB``."""
    signs = digest.removeprefix("sha256:")
    return f"{signs[:4]}-{signs[4:8]}".upper()
