"""Digests: the same content, the same name."""

import hashlib
import json
from pathlib import Path
from typing import Any


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as ``sha256:…``."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def digest_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes, as ``sha256:…``."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digest_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as ``sha256:…``."""
    return digest_bytes(text.encode())


def canonical_json(value: Any) -> str:
    """Write JSON in the one form that digests are taken from: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_json(value: Any) -> str:
    """Return the digest of a JSON value, whatever the order of its keys."""
    return digest_text(canonical_json(value))
