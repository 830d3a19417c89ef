"""Arguments that several commands share, and what they mean."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gaoxin.terms import Fault, Text, Unusable

FOLDER = click.Path(path_type=Path)
EDITION = "cn-2013-388"

data = click.argument("data", type=FOLDER)
out = click.option("--out", required=True, type=FOLDER, help="结果目录 / folder to write, replaced whole")
edition = click.option(
    "--edition", default=EDITION, show_default=True, help="体系版本 / edition: a name or a path"
)
year = click.option(
    "--year", required=True, type=int, help="数据年度 / data year (the round is held the year after)"
)
strict = click.option(
    "--strict", is_flag=True, help="有不认识的列或审核错误即停 / refuse unknown columns and failed checks"
)
zone = click.option(
    "--zone", default=None, help="表中没有园区列时的园区代码 / zone of workbooks without a zone column"
)
settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="改一个值 / set a value: method/treat/using=none",
)


def engine(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--engine``; Spark is refused until it exists."""

    def chosen(_context: click.Context, _option: click.Parameter, value: str) -> str:
        if value == "spark":
            found = Text("Spark 引擎尚未提供", "the Spark engine does not exist yet")
            raise Unusable(
                Fault("--engine spark", found, remedy=Text("用 --engine duckdb", "use --engine duckdb"))
            )
        return value

    option = click.option(
        "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, callback=chosen,
        expose_value=False, help="汇总引擎 / engine of aggregation",
    )  # fmt: skip
    return option(command)


def pairs(settings: tuple[str, ...], example: str = "method/treat/using=none") -> dict[str, str]:
    """Return ``--set`` options as path → value; Unusable, with an example, when one has no ``=``."""
    wrong = [one for one in settings if "=" not in one]
    if wrong:
        found = Text("没有等号", "has no equals sign")
        remedy = Text(f"写成 --set {example}", f"write --set {example}")
        raise Unusable([Fault(f"--set {one}", found, remedy=remedy) for one in wrong])
    return {path.strip(): value.strip() for path, _, value in (one.partition("=") for one in settings)}
