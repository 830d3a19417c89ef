"""``gaoxin score``: any composite indicator, from a table of values to ranks."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.evaluation.result import Result


@click.command(short_help="any composite indicator")
@click.argument("edition", metavar="EDITION.yaml")
@click.argument("values", metavar="VALUES.csv", type=options.FOLDER)
@options.out
@options.settings
@click.option("--top", default=10, show_default=True, help="打印前几名 / how many ranks to print")
def score(edition: str, values: Path, out: Path, settings: tuple[str, ...], top: int) -> None:
    """计算任意综合指数：VALUES.csv 每行一个单位、每列一个指标，缺值留空。

    Compute any composite indicator: VALUES.csv has a line a unit and a column an indicator code, empty where
    missing.
    """
    from gaoxin.edition import load
    from gaoxin.evaluation.result import check_out, write_result
    from gaoxin.evaluation.score import score as run
    from gaoxin.evaluation.values import read_values
    from gaoxin.report.workbook import extra

    check_out(out)
    chosen = load(edition, options.pairs(settings))
    made = run(chosen, read_values(values, chosen))
    write_result(made, out, extra(made))
    _print(made, out, top)


def _print(made: "Result", out: Path, top: int) -> None:
    """Print the best ranks with what must stand beside them: number, edition, the method's standing."""
    from gaoxin.cli.show import table
    from gaoxin.terms import Text

    scores, said = made.tables["scores.csv"], made.manifest
    best = sorted((rank, row) for row, rank in enumerate(scores["rank"]) if rank is not None)[:top]
    rows = [
        [f"{rank:g}", scores["unit"][row], f"{scores['score'][row]:.4f}", scores["status"][row]]
        for rank, row in best
    ]
    heads = [("位次 rank", "right"), ("单位 unit", "left"), ("得分 score", "right"), ("状态 status", "left")]
    counts, digest, basis = said["coverage"], said["edition_digest"][7:15], said["method"]["basis"]
    units, indicators, filled = counts["units"], counts["indicators"], counts["filled"]
    note = Text(
        f"{units} 个单位，{indicators} 个指标，补值 {filled} 格；方法依据 {basis}；体系摘要 {digest}；{out}",
        f"{units} units, {indicators} indicators, {filled} cells filled; method {basis}; {digest}; {out}",
    )
    table(said["edition_title"] or said["edition"], heads, rows, str(note))
