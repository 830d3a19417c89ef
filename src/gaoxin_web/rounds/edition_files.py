"""A version of a local edition as an edition folder: ``gaoxin edition check`` and ``gaoxin evaluate`` take it."""

import io
import zipfile

from gaoxin.edition import as_yaml, available
from gaoxin_web.rounds.edition_choice import thawed
from gaoxin_web.rounds.models import LocalVersion

BESIDE = ("integrity.yaml", "management.yaml", "questionnaires.yaml", "rubrics.yaml", "notes.md")
"""What stands beside an edition and is no part of it; it comes from the edition that the local one was derived from."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file, so that the same version gives the same bytes."""


def zipped(version: LocalVersion) -> tuple[str, bytes]:
    """Return name and content of the folder as one ZIP file; the same version gives the same bytes."""
    edition = thawed(version.text)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in _files(version).items():
            out.writestr(zipfile.ZipInfo(f"{edition.edition}/{name}", _EPOCH), text, zipfile.ZIP_DEFLATED)
    return f"{edition.edition}.zip", content.getvalue()


def _files(version: LocalVersion) -> dict[str, bytes]:
    head = f"# {version.edition.name}，第 {version.number} 版；由 {version.edition.base.edition} 导出，摘要 {version.digest}\n"
    found = {"edition.yaml": (head + as_yaml(thawed(version.text))).encode()}
    base = available().get(version.edition.base.edition)
    if base is not None:
        found |= {name: (base / name).read_bytes() for name in BESIDE if (base / name).is_file()}
    return found
