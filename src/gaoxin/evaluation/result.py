"""The stack: tables of a result, their digests, and the folder that is written whole or not at all."""

import csv
import io
import json
import math
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from gaoxin.terms import Fault, Text, Unusable, decimal_text, digest_bytes, digest_json

SCHEMA = "gaoxin-result/1"
"""What a manifest's ``schema`` says: the family of folders, and the version of their shape."""

MANIFEST = "manifest.json"

Table = Mapping[str, list[Any]]
"""Column name -> its cells: text, float, int, or None where there is nothing."""

_NUMBERS = frozenset(
    [
        "value",
        "standard",
        "weight",
        "contribution",
        "score",
        "rank",
        "required",
        "gap",
        "before",
        "after",
        "lower",
        "upper",
        "mean",
        "sd",
        "log_lower",
        "log_upper",
        "log_power",
        "median",
        "q05",
        "q95",
        "share_top10",
        "S1",
        "S1_conf",
        "ST",
        "ST_conf",
    ]
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is copied as it lies; ``digest`` was taken when it was read."""

    path: Path
    digest: str


@dataclass(frozen=True)
class Result:
    """What an evaluation gives: a manifest, one table a stair by file name, and files that travel with them.

    ``files`` holds bytes, or paths of what is too large to hold (snapshots); ``folder`` is where it was read
    from.
    """

    manifest: Mapping[str, Any]
    tables: Mapping[str, Table]
    files: Mapping[str, bytes | Kept] = field(default_factory=dict)
    folder: Path | None = None

    @cached_property
    def rendered(self) -> dict[str, bytes]:
        """The tables as the bytes of their files."""
        return {name: render(table) for name, table in self.tables.items()}


def stack(
    tables: Mapping[str, Table], manifest: Mapping[str, Any], files: Mapping[str, bytes | Kept] | None = None
) -> Result:
    """Return the result of these tables, its manifest completed with schema and result digest."""
    said = {"schema": SCHEMA, **manifest}
    made = Result(said, tables, files or {})
    digests = sorted((name, digest_bytes(content)) for name, content in made.rendered.items())
    said["result_digest"] = digest_json(digests)
    return made


def render(table: Table) -> bytes:
    """Return a table as CSV: UTF-8, lines end with LF, full precision, nothing where a value is missing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*([_cell(value) for value in column] for column in table.values()), strict=True))
    return text.getvalue().encode()


def write_result(result: Result, out: Path, extra: Mapping[str, bytes] | None = None) -> Mapping[str, Any]:
    """Write the folder of a result with its extra files (results.xlsx) and return the manifest as written.

    The manifest gets ``files``, the digest of every other file. Unusable when ``out`` holds anything but an
    earlier result, which is replaced whole; on failure nothing is left beside it.
    """
    content = manifest_bytes(result, extra or {})
    write_folder({MANIFEST: content, **all_files(result, extra or {})}, out, family=SCHEMA.partition("/")[0])
    manifest: dict[str, Any] = json.loads(content)
    return manifest


def manifest_bytes(result: Result, extra: Mapping[str, bytes]) -> bytes:
    """Return manifest.json of a result: what it says, and the digest of every other file."""
    files = all_files(result, extra)
    manifest = {**result.manifest, "files": {name: digest_of(files[name]) for name in sorted(files)}}
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def all_files(result: Result, extra: Mapping[str, bytes]) -> dict[str, bytes | Kept]:
    """Return every file of a result but its manifest: tables, what travels with them, and extra ones."""
    return {**result.rendered, **result.files, **extra}


def write_folder(files: Mapping[str, bytes | Kept], out: Path, family: str) -> None:
    """Write the files into a new folder beside ``out`` and put it in its place at once.

    ``family`` is what the manifest's schema of an earlier folder there must begin with for it to be replaced.
    """
    out = out.resolve()
    check_out(out, family)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
            new = Path(beside) / "new"
            new.mkdir()
            for name, content in files.items():
                _write(new / name, content)
            _put(new, out, Path(beside) / "old")
    except OSError as error:
        found = Text(f"写不进去：{error.strerror}", f"cannot be written: {error.strerror}")
        raise Unusable(Fault(str(out), found)) from None


def check_out(out: Path, family: str = SCHEMA.partition("/")[0]) -> None:
    """Refuse a place that holds anything but an earlier folder of the family; call it before long work."""
    if not out.exists() or (out.is_dir() and (not any(out.iterdir()) or _is_of(out, family))):
        return
    found = Text("已有别的内容", "holds something else already")
    raise Unusable(Fault(str(out), found, remedy=Text("换一个 --out 目录", "choose another --out")))


def read_manifest(folder: Path, family: str = SCHEMA.partition("/")[0]) -> dict[str, Any]:
    """Return what a folder of the family says of itself; Unusable when it is none."""
    if _is_of(folder, family):
        return _manifest(folder)
    if family != SCHEMA.partition("/")[0]:
        found = Text(f"不是 {family} 目录", f"is no folder of {family}")
        remedy = Text("先用相应的命令生成", "make one by its command")
        raise Unusable(Fault(str(folder), found, remedy=remedy))
    _manifest(folder)
    found = Text("不是结果目录", "is no result folder")
    remedy = Text("先用 evaluate 或 score 生成", "make one by evaluate or score")
    raise Unusable(Fault(str(folder), found, remedy=remedy))


def read_result(folder: Path) -> Result:
    """Return the result that a folder holds, its tables as columns; Unusable when it holds none."""
    manifest = read_manifest(folder)
    names = [name for name in manifest.get("files", {}) if name.endswith(".csv") and "/" not in name]
    return Result(manifest, {name: read_table(folder / name) for name in names}, folder=folder)


def read_table(path: Path) -> dict[str, list[Any]]:
    """Return a table of a result as columns: floats (None where empty) and text."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file, strict=True))
        columns = list(zip(*rows, strict=True)) or [()] * len(header)
        return {name: _column(name, column) for name, column in zip(header, columns, strict=True)}
    except (OSError, ValueError, csv.Error) as error:
        found = Text(f"读不出：{error}", f"cannot be read: {error}")
        raise Unusable(Fault(str(path), found)) from None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a table never holds nan or infinity")
    return value if isinstance(value, str) else decimal_text(value)


def _column(name: str, cells: tuple[str, ...]) -> list[Any]:
    if name not in _NUMBERS:
        return list(cells)
    return [float(cell) if cell else None for cell in cells]


def digest_of(content: bytes | Kept) -> str:
    """Return the digest of a file of a result."""
    return content.digest if isinstance(content, Kept) else digest_bytes(content)


def _write(path: Path, content: bytes | Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Kept):
        shutil.copyfile(content.path, path)
    else:
        path.write_bytes(content)


def _put(new: Path, out: Path, old: Path) -> None:
    """Move the new folder into place; the earlier one goes with the temporary folder, or back on failure."""
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise


def _is_of(folder: Path, family: str) -> bool:
    try:
        return str(_manifest(folder).get("schema", "")).startswith(f"{family}/")
    except Unusable:
        return False


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        found = Text("没有可读的 manifest.json", "holds no manifest.json that can be read")
        raise Unusable(Fault(str(folder), found)) from None
    return manifest if isinstance(manifest, dict) else {}
