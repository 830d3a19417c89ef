"""The way to DuckDB: one connection a package, with limits on threads, memory and what it may open."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin.micro.sql import words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Connection = DuckDBPyConnection
    """What rooms above call a connection: they know that there is one, not whose it is."""

MEMORY = "1500MB"
"""What DuckDB may hold in memory before it spills to its folder; the whole process stays below 2 GB."""


def connect(home: Path, threads: int | None = None, memory: str = MEMORY) -> "DuckDBPyConnection":
    """Return a DuckDB connection that spills into ``home`` and downloads nothing.

    ``threads`` is, in this order, the argument, GAOXIN_THREADS, all cores.
    """
    import duckdb  # noqa: PLC0415 - heavy, and only needed here

    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    count = threads or int(os.environ.get("GAOXIN_THREADS") or os.cpu_count() or 1)
    for setting, value in {
        "threads": count,
        "memory_limit": f"'{memory}'",
        "temp_directory": words(str(home / "spill")),
        "python_enable_replacements": "false",
        "enable_progress_bar": "false",
        "TimeZone": "'UTC'",
    }.items():
        connection.execute(f"SET {setting} = {value}")
    return connection


def guard(connection: "DuckDBPyConnection", folders: Iterable[Path]) -> None:
    """Let the connection open nothing but these folders from now on, and change no setting."""
    places = [f"{folder.resolve()}{os.sep}" for folder in folders]
    allowed = ", ".join(words(name) for place in places for name in dict.fromkeys((place, _literal(place))))
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def file_words(path: Path) -> str:
    """Return the place of a file as an SQL literal that means this one file, whatever signs its name has."""
    return words(_literal(str(path)))


def _literal(name: str) -> str:
    """Return a name in which the signs of patterns stand for themselves."""
    return re.sub(r"([\[*?])", r"[\1]", name)
