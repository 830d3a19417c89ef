"""``gaoxin check``: what is wrong in a data package, as a list, as CSV, or in the sender's own workbook."""

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.terms import Fault, Finding, Text, Unusable

if TYPE_CHECKING:
    from gaoxin.returns.check import Report

SHOWN = 20
"""How many findings of one check are listed on the terminal; CSV and workbook hold all."""


@click.command(short_help="check a data package")
@options.data
@options.edition
@options.year
@click.option(
    "--format", "kind", type=click.Choice(["table", "csv", "xlsx"]), default="table", show_default=True
)
@click.option(
    "--out",
    type=options.FOLDER,
    help="写入的文件（xlsx 也可为文件夹） / file to write, or a folder of workbooks",
)
@options.zone
@click.pass_context
def check(
    context: click.Context, data: Path, edition: str, year: int, kind: str, out: Path | None, zone: str | None
) -> None:
    """审核上报数据：列出每一处问题、所在格子和改法；有错误时退出码为 1，只有警示为 0。

    Check what was sent: every problem with its cell and remedy. Exit code 1 for errors, 0 for none or only
    warnings, 2 for input that cannot be used. xlsx is the sender's own workbook with a column 问题与改法.
    """
    from gaoxin.edition import load
    from gaoxin.returns import open_package
    from gaoxin.returns.check import check as run

    if kind == "xlsx" and out is None:
        found = Text("要写工作簿，须给出 --out", "a workbook needs --out")
        raise Unusable(
            Fault("--format xlsx", found, None, Text("如 --out 审核.xlsx", "as in --out checked.xlsx"))
        )
    chosen = load(edition)
    faults: list[Fault] = []
    package = open_package(data, chosen, year, zone=zone, faults=faults)
    report = run(package, chosen, year, faults)
    if kind == "xlsx":
        from gaoxin.returns.annotate import annotate

        assert out is not None
        written = annotate(package, chosen, report, out)
        click.echo("\n".join(map(str, written)))
    elif kind == "csv":
        _csv(report, out)
    else:
        _table(report, out)
    _closing(report)
    context.exit(1 if report.errors else 0)


def _csv(report: "Report", out: Path | None) -> None:
    from io import StringIO

    from gaoxin.returns.listing import put, write_csv

    if out is None:
        write_csv(report.stream(None), sys.stdout)
        return
    text = StringIO(newline="")
    write_csv(report.stream(None), text)
    put(out, text.getvalue().encode())


def _table(report: "Report", out: Path | None) -> None:
    """List the findings by class: a table on a terminal, lines of text in a pipe or a file."""
    from gaoxin.returns.listing import line, put

    if out is not None:
        put(out, "".join(f"{line(one)}\n" for one in report.stream(None)).encode())
        return
    for category, findings in groupby(report.stream(SHOWN), lambda one: one.category):
        shown = list(findings)
        title = (
            f"{_MEANING[category]} — {Text(f'{report.classes[category]} 处', str(report.classes[category]))}"
        )
        if sys.stdout.isatty():
            _draw(title, shown)
        else:
            click.echo("\n".join([title, *map(line, shown)]))
        if report.classes[category] > len(shown):
            click.echo(Text(
                f"每项列出前 {SHOWN} 处，共 {report.classes[category]} 处；全部见 --format csv 或 xlsx",
                f"{SHOWN} a check are listed, of {report.classes[category]}; --format csv or xlsx has all",
            ))  # fmt: skip


def _draw(title: str, findings: list[Finding]) -> None:
    from gaoxin.cli.show import table
    from gaoxin.returns.listing import place

    heads = [
        Text("编号", "check"),
        Text("位置", "place"),
        Text("园区", "zone"),
        Text("企业", "enterprise"),
        Text("发现", "found"),
    ]
    columns = [(str(head), "left") for head in (*heads, Text("改法", "what to do"))]
    table(
        title, columns, ([one.check, place(one), one.zone, one.key, one.found, one.fix] for one in findings)
    )


_MEANING = {
    "强制性": Text("强制性（必须改正）", "强制性 (must be corrected)"),
    "准强制性": Text("准强制性（改正或说明）", "准强制性 (correct or explain)"),
    "核实性": Text("核实性（核实并说明）", "核实性 (verify and explain)"),
    "提示性": Text("提示性（请复核）", "提示性 (look again)"),
}


def _closing(report: "Report") -> None:
    """Say on stderr how much was found, how many checks were made, and which were not, with the reason."""
    made = len(report.counts)
    for missed in report.not_run:
        click.echo(f"{missed.check} {Text('未审', 'not run')}: {missed.reason}", err=True)
    click.echo(
        Text(
            f"审核 {made} 项：错误 {report.errors} 处，警示 {report.warnings} 处",
            f"{made} checks made: {report.errors} errors, {report.warnings} warnings",
        ),
        err=True,
    )
