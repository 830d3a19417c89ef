"""``gaoxin statistics``: what hangs together in an index, what counts, who moves when something is out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.evaluation.result import Table
    from gaoxin.terms import Text


@click.command(short_help="statistics of the index")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@options.out
@click.option(
    "--high",
    type=click.FloatRange(0, 1),
    help="相关达到它标 high，默认 0.92 / flag correlations from here on as high",
)
@click.option(
    "--weak", type=click.FloatRange(-1, 1), help="低于它标 weak，默认 0.3 / flag those below as weak"
)
@click.option(
    "--negative",
    type=click.FloatRange(-1, 0),
    help="不高于它标 negative，默认 -0.4 / flag those at most this as negative",
)
def statistics(folder: Path, out: Path, **limits: float | None) -> None:
    """指数的统计：相关、一致性、主成分、名义与有效重要性、重叠、去掉一个指标或园区的影响、数据可得性。

    Statistics of an index: correlations, consistency, principal components, nominal and effective importance,
    overlaps, the effect of leaving out one indicator or one unit, availability of data.
    """
    from gaoxin.evaluation.result import check_out, write_folder
    from gaoxin.lineage import Reopened
    from gaoxin.statistics import FAMILY, Limits, files, tables

    check_out(out, FAMILY)
    reopened = Reopened(folder)
    chosen = Limits(**{name: value for name, value in limits.items() if value is not None})
    found = tables(reopened.edition, reopened.climb, chosen)
    write_folder(files(found, reopened.manifest, chosen), out, FAMILY)
    _print(found, out)


def _print(found: "dict[str, Table]", out: Path) -> None:
    """Print importance and consistency of every dimension, and what stands out."""
    from gaoxin.cli.show import table
    from gaoxin.terms import Text

    importance, groups = found["importance.csv"], found["consistency.csv"]
    alphas = dict(zip(groups["group"], groups["alpha"], strict=True))
    columns = (
        importance[name] for name in ("part", "label", "label_en", "weight", "effective", "correlation")
    )
    rows = [
        [
            part,
            str(Text(zh, en or zh)),
            _percent(weight),
            _percent(share),
            _plain(value),
            _plain(alphas[part]),
        ]
        for part, zh, en, weight, share, value in zip(*columns, strict=True)
        if part in alphas
    ]
    heads = [
        ("部分 part", "left"),
        ("名称 label", "left"),
        ("名义权重 weight", "right"),
        ("有效重要性 effective", "right"),
        ("与总分相关 correlation", "right"),
        ("α", "right"),
    ]
    title = Text("名义权重与有效重要性", "Nominal weight and effective importance")
    table(str(title), heads, rows, str(_note(found, out)))


def _note(found: "dict[str, Table]", out: Path) -> "Text":
    from gaoxin.terms import Text

    flags, without = found["correlations.csv"]["flag"], found["without_part.csv"]
    high, negative = flags.count("high"), flags.count("negative")
    moved = [pair for pair in zip(without["mean_shift"], without["part"], strict=True) if pair[0] is not None]
    most, part = max(moved, default=(0.0, "—"))
    return Text(
        f"相关过高 {high} 对，负相关 {negative} 对；去掉 {part} 时名次变动最大，平均 {most:.2f} 位。{out}",
        f"{high} pairs correlate highly, {negative} negatively; "
        f"without {part} ranks move most, {most:.2f} places on average. {out}",
    )


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.2%}"


def _plain(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
