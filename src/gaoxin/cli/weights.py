"""``gaoxin weights``: weights from pairwise comparisons or from budgets of experts."""

from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="weights from experts")
@click.argument("path", type=options.FOLDER, metavar="TABLE.csv")
@click.option(
    "--by",
    type=click.Choice(["comparisons", "budgets"]),
    required=True,
    help="成对比较（层次分析法）或预算分配 / pairwise comparisons (AHP) or budget allocation",
)
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
def weights(path: Path, by: str, form: str) -> None:
    """由专家判断算出权重，写进体系的 weight 即可使用。

    Turn what experts say into weights, to be written into an edition as ``weight``. Comparisons are a square
    table (3 or 1/3, one triangle is enough); budgets have a line an expert and a column an indicator.
    """
    from gaoxin.cli.show import table
    from gaoxin.evaluation.expert_tables import read_budgets, read_comparisons
    from gaoxin.evaluation.expert_weights import budget, pairwise
    from gaoxin.terms import Text

    said = read_comparisons(path) if by == "comparisons" else read_budgets(path)
    rows: list[list[float]]
    if by == "comparisons":
        compared = pairwise(said.numbers)
        rows, heads = [[weight] for weight in compared.weights.tolist()], ["weight"]
        note = _consistency(compared.index, compared.ratio, compared.consistent)
    else:
        allocated = budget(said.numbers)
        columns = (allocated.weights.tolist(), allocated.dispersion.tolist())
        rows, heads = [list(pair) for pair in zip(*columns, strict=True)], ["weight", "sd"]
        note = Text(f"{allocated.experts} 位专家", f"{allocated.experts} experts")
    if form == "csv":
        click.echo(",".join(["name", *heads]))
        for name, row in zip(said.names, rows, strict=True):
            click.echo(",".join([name, *map(repr, row)]))
        click.echo(note, err=True)
        return
    shown = [[name, *(f"{one:.4%}" for one in row)] for name, row in zip(said.names, rows, strict=True)]
    table(
        str(Text("权重", "Weights")),
        [("name", "left"), *((head, "right") for head in heads)],
        shown,
        str(note),
    )


def _consistency(index: float, ratio: float | None, consistent: bool) -> object:
    from gaoxin.terms import Text

    if ratio is None:
        return Text(
            f"CI {index:.4f}；超过 15 项，没有随机指数", f"CI {index:.4f}; no random index above 15 things"
        )
    zh, en = (
        ("一致", "consistent")
        if consistent
        else ("CR 大于 0.1，请复核比较", "CR above 0.1: look at the comparisons again")
    )
    return Text(f"CI {index:.4f}，CR {ratio:.4f}：{zh}", f"CI {index:.4f}, CR {ratio:.4f}: {en}")
