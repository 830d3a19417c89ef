"""``gaoxin edition``: the indicator systems."""

import json
from pathlib import Path

import click


@click.group(short_help="editions")
def edition() -> None:
    """体系版本：列出、查看、检查、比较。Editions: list, show, check, compare."""


@edition.command("list")
def list_() -> None:
    """列出自带的体系版本。List the editions that come with the house."""
    from gaoxin.edition import available, load

    for name in available():
        found = load(name)
        click.echo(f"{name}\t{found.document}\t{found.title}")


@edition.command()
@click.argument("name", metavar="EDITION")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(name: str, form: str) -> None:
    """查看一个版本的维度、指标、权重和依据。Show dimensions, indicators, weights and their basis."""
    from gaoxin.cli.show import table
    from gaoxin.edition import describe, load
    from gaoxin.terms import Text

    found = describe(load(name))
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    heads = [
        ("代码 code", "left"),
        ("指标 indicator", "left"),
        ("权重 weight", "right"),
        ("公式 formula", "left"),
        ("依据 basis", "left"),
    ]
    rows = [
        [
            one["code"],
            str(Text(one["label"], one["label_en"])),
            f"{one['effective_weight']:.3%}",
            one["formula"],
            f"{one['clause']} {one['basis']}",
        ]
        for one in found["indicators"]
    ]
    table(f"{name}", heads, rows)


@edition.command("check")
@click.argument("path", type=click.Path(path_type=Path))
def check_(path: Path) -> None:
    """检查体系文件，并运行其中的示例。Check the files of an edition and run its example cases."""
    from gaoxin.edition import load
    from gaoxin.evaluation.examples import differences
    from gaoxin.terms import DataRefused, Fault, Text

    found = load(path)
    wrong = [Fault("examples", Text(str(one), str(one))) for one in differences(found)]
    if wrong:
        raise DataRefused(wrong)
    count = len(found.examples)
    click.echo(
        Text(
            f"{found.edition}：没有错误，{count} 个示例全部相符",
            f"{found.edition}: no faults, all {count} cases come out",
        )
    )


@edition.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
def compare(first: str, second: str) -> None:
    """比较两个版本。Compare two editions."""
    from gaoxin.edition import compare as differences
    from gaoxin.edition import load

    for one in differences(load(first), load(second)):
        click.echo(str(one))
