"""``gaoxin trace``: how a number came about, down to its cells and its clause."""

import json
from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="how a number came about")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.argument("address")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--depth",
    type=click.IntRange(0),
    default=None,
    help="最多展开几级 / how many steps down (default: to the figures)",
)
def trace(folder: Path, address: str, form: str, depth: int | None) -> None:
    """追溯一个数：rank/total@Z017@2015、indicator/1.10@Z017@2015、cell/revenue@Z017@2015。

    Show how the number at ADDRESS came about: its formula, clause and basis, and what it was made of.
    """
    from gaoxin.cli.show import step_lines
    from gaoxin.lineage import Reopened, walk
    from gaoxin.terms import Address

    reopened, asked = Reopened(folder), Address.parse(address)
    if form == "json":
        click.echo(json.dumps(reopened.step(asked).as_json(), ensure_ascii=False, indent=1))
        return
    for level, step in walk(reopened, asked, depth=0):
        if depth is None or level <= depth:
            for line in step_lines(step, level):
                click.echo(line)
