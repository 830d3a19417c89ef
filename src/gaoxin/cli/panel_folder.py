"""The folder that a command of ``gaoxin panels`` writes, and the line that it says."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gaoxin.edition import Edition
    from gaoxin.terms import Text

FAMILY = "gaoxin-panels"


def check(out: Path) -> None:
    """Refuse a place that holds anything but an earlier folder of panels."""
    from gaoxin.evaluation.result import check_out

    check_out(out, FAMILY)


def write_panels(
    made: Mapping[str, Any],
    out: Path,
    edition: "Edition",
    year: int,
    synthetic: bool,
    kind: str,
    told: Mapping[str, Any],
) -> None:
    """Write the tables and a manifest as a folder, whole or not at all."""
    from importlib.metadata import version

    from gaoxin.evaluation.result import MANIFEST, all_files, manifest_bytes, stack, write_folder
    from gaoxin.panels.tables import marked

    manifest = {
        "schema": f"{FAMILY}/1",
        "kind": kind,
        "data_year": year,
        "synthetic": synthetic,
        "edition": edition.edition,
        "edition_digest": edition.digest,
        "engine": {"gaoxin": version("gaoxin")},
        **told,
    }
    tables = {name: marked(table, synthetic) for name, table in made.items()}
    result = stack(tables, manifest)
    write_folder({MANIFEST: manifest_bytes(result, {}), **all_files(result, {})}, out, family=FAMILY)


def say(synthetic: bool, text: "Text") -> None:
    """Print one line, which begins with the word for synthetic data where it is made of such."""
    from gaoxin.terms import Text

    mark = Text("合成演示数据 · ", "synthetic data · ") if synthetic else Text("", "")
    click.echo(f"{mark}{text}")
