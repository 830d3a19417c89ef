"""Backup and restore of a whole home: one file with a manifest, damaged ones are refused before anything is written.

The file is a tar with ``manifest.json`` first: format, version of the tables, rows of every table, head of the journal,
and the digest of each member. A backup is taken from a consistent state while people go on working: SQLite by its
online copy, PostgreSQL by ``pg_dump``. Restoring needs an empty home (and an empty database).
"""

import io
import json
import os
import shutil
import sqlite3
import subprocess  # pg_dump and pg_restore
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from gaoxin.terms import Fault, Text, Unusable, digest_file

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = {"uploads", "static", "gaoxin.sqlite3", "gaoxin.sqlite3-wal", "gaoxin.sqlite3-shm"}
"""What of a home is not copied as it lies: temporary files, and the database, which is copied in its own way."""


def backup(home: Path, out: Path) -> dict[str, Any]:
    """Write a backup of a home into a file; return its manifest. An existing file is not overwritten."""
    if out.exists():
        raise Unusable(Fault(str(out), Text("已经存在", "exists already"), None, _ELSEWHERE))
    with tempfile.TemporaryDirectory(prefix="gaoxin-", dir=home) as folder:
        database = Path(folder) / "database"
        _dump(database)
        files = {"database": database, **_files(home, Path(folder))}
        manifest = _manifest(database, files)
        draft = out.with_name(f".{out.name}.part")
        with tarfile.open(draft, "w:gz", compresslevel=3) as tar:
            _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            for name, file in files.items():
                tar.add(file, name)
        draft.replace(out)
    return manifest


def restore(source: Path, home: Path) -> dict[str, Any]:
    """Put a backup into an empty home; return its manifest. Unusable for damage, another version, a home in use."""
    _refuse_used(home)
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as folder:
        manifest = unpack(source, Path(folder))
        _refuse_version(source, manifest)
        for name in manifest["files"]:
            if name != "database":
                target = home / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(Path(folder) / name, target)
        _load(Path(folder) / "database", manifest["vendor"])
    return manifest


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup and hold every member against its digest; Unusable with each that differs."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError) as error:
        found = Text(f"不是完整的备份：{error}", f"is not a whole backup: {error}")
        raise Unusable(Fault(str(source), found, None, _OTHER)) from None
    damaged = [
        name for name, digest in manifest["files"].items()
        if not (folder / name).is_file() or digest_file(folder / name) != digest
    ]  # fmt: skip
    if damaged:
        found = Text("内容与摘要值不符", "does not have the digest that the manifest states")
        raise Unusable([Fault(f"{source}: {name}", found, None, _OTHER) for name in damaged])
    return manifest


_OTHER = Text("换用另一份备份", "use another backup")
_ELSEWHERE = Text("写到另一个文件", "write to another file")


def tables_version() -> list[str]:
    """Return the migrations that this program knows to have been applied."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _manifest(database: Path, files: dict[str, Path]) -> dict[str, Any]:
    with _reading(database) as count:
        rows = {table: count(table) for table in sorted(connection.introspection.table_names())}
    return {
        "format": FORMAT,
        "at": timezone.now().isoformat(),
        "vendor": connection.vendor,
        "tables": tables_version(),
        "rows": rows,
        "files": {name: digest_file(file) for name, file in files.items()},
    }


@contextmanager
def _reading(database: Path) -> Iterator[Any]:
    """Give a counter of rows: of the copy itself on SQLite, of the server on PostgreSQL."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            yield lambda table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        finally:
            copy.close()
    else:
        with connection.cursor() as cursor:
            yield lambda table: _counted(cursor, table)


def _counted(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return int(cursor.fetchone()[0])


def _files(home: Path, folder: Path) -> dict[str, Path]:
    """Return the files of a home by their place in it."""
    return {
        str(file.relative_to(home)): file
        for file in sorted(home.rglob("*"))
        if file.is_file() and file.relative_to(home).parts[0] not in LEFT_OUT and folder not in file.parents
    }


def _dump(database: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with (
            sqlite3.connect(settings.DATABASES["default"]["NAME"]) as source,
            sqlite3.connect(database) as copy,
        ):
            source.backup(copy)
        copy.close()
        source.close()
    else:
        _program("pg_dump", "-Fc", "-f", str(database), _address()["NAME"])


def _load(database: Path, vendor: str) -> None:
    if vendor != connection.vendor:
        found = Text(
            f"备份来自 {vendor}，这里是 {connection.vendor}",
            f"is of {vendor}, and here is {connection.vendor}",
        )
        raise Unusable(Fault("database", found))
    connection.close()
    if vendor == "sqlite":
        shutil.copy2(database, settings.DATABASES["default"]["NAME"])
    else:
        _program("pg_restore", "--exit-on-error", "--no-owner", "-d", _address()["NAME"], str(database))


def _program(*words: str) -> None:
    address = _address()
    environment = os.environ | {
        "PGHOST": str(address["HOST"] or ""), "PGPORT": str(address["PORT"] or ""),
        "PGUSER": str(address["USER"] or ""), "PGPASSWORD": str(address["PASSWORD"] or ""),
    }  # fmt: skip
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise Unusable(Fault(words[0], Text(ended.stderr.strip(), ended.stderr.strip())))


def _address() -> dict[str, Any]:
    return connection.settings_dict


def _refuse_used(home: Path) -> None:
    used = [one.name for one in home.iterdir() if one.name not in {"uploads", "static", "secret.key"}]
    tables = connection.introspection.table_names() if connection.vendor == "postgresql" else []
    if used or tables:
        found = Text("不是空的", "is not empty")
        remedy = Text(
            "恢复到一个新的文件夹（和空的数据库）", "restore into a new folder (and an empty database)"
        )
        raise Unusable(Fault(str(home), found, None, remedy))


def _refuse_version(source: Path, manifest: dict[str, Any]) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if manifest.get("format") != FORMAT or not set(manifest["tables"]) <= known:
        found = Text("来自更新的版本", "comes from a newer version")
        raise Unusable(Fault(str(source), found, None, Text("先升级本系统", "upgrade this system first")))


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))
