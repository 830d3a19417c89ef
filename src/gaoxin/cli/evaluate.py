"""``gaoxin evaluate``: a data package to a result folder and a ranking."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.edition import Edition
    from gaoxin.returns import Package


@click.command(short_help="evaluate a round")
@options.data
@options.edition
@options.year
@options.out
@options.settings
@options.strict
@options.zone
@options.engine
@click.option(
    "--reference",
    type=options.FOLDER,
    help="基年结果目录，按其固定上下限另算一列 / a base year's result, for frozen bounds",
)
@click.option("--top", default=10, show_default=True, help="打印前几名 / how many ranks to print")
def evaluate(
    data: Path,
    edition: str,
    year: int,
    out: Path,
    settings: tuple[str, ...],
    strict: bool,
    zone: str | None,
    reference: Path | None,
    top: int,
) -> None:
    """评价一个轮次：汇总、指标、标准化、得分、位次与目标判定，写入结果目录。

    Evaluate a round: figures, indicators, standards, scores, ranks and targets, written to a result folder.
    """
    from gaoxin.cli.show import ranking
    from gaoxin.edition import load
    from gaoxin.edition.figures import Figures
    from gaoxin.evaluation.evaluate import evaluate as run
    from gaoxin.evaluation.result import check_out, write_result
    from gaoxin.evaluation.round import base_year, result
    from gaoxin.report.workbook import extra
    from gaoxin.returns import open_package
    from gaoxin.snapshot import freeze

    check_out(out)
    chosen = load(edition, options.pairs(settings))
    package = open_package(data, chosen, year, strict=strict, zone=zone)
    if strict:
        _refuse_errors(package, chosen, year)
    evaluation = run(chosen, freeze(package, Figures(chosen)), base_year(reference) if reference else None)
    made = result(evaluation, data)
    write_result(made, out, extra(made))
    ranking(evaluation, made, out, top)


def _refuse_errors(package: "Package", edition: "Edition", year: int) -> None:
    """Refuse a package in which a check of class error fails."""
    from gaoxin.returns import check
    from gaoxin.terms import DataRefused, Fault, Text

    report = check(package, edition, year)
    if report.errors:
        errors = (one for one in report.findings if one.severity == "error")
        raise DataRefused(
            Fault(f"{one.file}:{one.row}", Text(*[f"{one.check} {one.message}"] * 2)) for one in errors
        )
