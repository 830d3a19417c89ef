"""``gaoxin aggregate``: enterprise rows to figures of zones."""

from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="sum rows to figures")
@options.data
@options.edition
@options.year
@options.out
@options.settings
@options.strict
@options.zone
@options.engine
def aggregate(
    data: Path, edition: str, year: int, out: Path, settings: tuple[str, ...], strict: bool, zone: str | None
) -> None:
    """把企业、管委会、问卷和专家数据汇总为园区变量（variables.csv，附覆盖率）。

    Sum what was sent to figures of zones, each with its coverage: variables.csv and manifest.json in OUT.
    """
    from gaoxin.edition import load
    from gaoxin.edition.figures import Figures
    from gaoxin.evaluation.result import check_out, write_folder
    from gaoxin.returns import open_package
    from gaoxin.snapshot import freeze, store
    from gaoxin.terms import Text

    family = store.SCHEMA.partition("/")[0]
    check_out(out, family)
    chosen = load(edition, options.pairs(settings))
    snapshot = freeze(open_package(data, chosen, year, strict=strict, zone=zone), Figures(chosen))
    write_folder({name: text.encode() for name, text in store.texts(snapshot).items()}, out, family)
    count = len(snapshot.figures)
    click.echo(
        Text(
            f"{len(snapshot.zones)} 个园区，{count} 个变量值：{out}",
            f"{len(snapshot.zones)} zones, {count} figures: {out}",
        )
    )
