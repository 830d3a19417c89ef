"""``gaoxin synth``: synthetic national demonstration data."""

import sys
from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="write demonstration data")
@click.argument("out", type=options.FOLDER)
@options.year
@click.option(
    "--zones", default=147, show_default=True, help="高新区数（含一个受邀园区） / zones, one of them invited"
)
@click.option(
    "--enterprises",
    type=int,
    help="企业数（默认全国数） / enterprises of that year (default: the national number)",
)
@click.option(
    "--years", default=2, show_default=True, help="数据年份数，至该年为止 / data years, up to that one"
)
@click.option(
    "--seed", default=1, show_default=True, help="随机种子 / seed: the same one gives the same bytes"
)
def synth(out: Path, year: int, zones: int, enterprises: int | None, years: int, seed: int) -> None:
    """生成全国合成演示数据包：名称虚构，合计按公布数校准，每个文件都标明“合成”。

    Write a synthetic data package to OUT: invented names, published totals, marked in each file.
    """
    from gaoxin.synth import make
    from gaoxin.terms import Text

    with click.progressbar(length=years + 2, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(step: str) -> None:
            bar.label = step
            bar.update(1)

        make(out, year=year, zones=zones, enterprises=enterprises, years=years, seed=seed, progress=progress)
        bar.update(1)
    click.echo(Text(f"合成数据包：{out}", f"synthetic data package: {out}"))
