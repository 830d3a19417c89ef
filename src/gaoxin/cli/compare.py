"""``gaoxin compare``: who moved between two results."""

from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="compare two results")
@click.argument("first", type=options.FOLDER, metavar="DIR_A")
@click.argument("second", type=options.FOLDER, metavar="DIR_B")
def compare(first: Path, second: Path) -> None:
    """比较两个结果：位次变化，最大者在前。Compare two results: who moved, the largest moves first."""
    from gaoxin.cli.show import table
    from gaoxin.evaluation.result import read_result
    from gaoxin.terms import Text

    a, b = read_result(first), read_result(second)
    before, after = _ranks(a.tables["scores.csv"]), _ranks(b.tables["scores.csv"])
    both = [unit for unit in before if unit in after and None not in (before[unit], after[unit])]
    moved = sorted(both, key=lambda unit: (-abs(after[unit] - before[unit]), unit))
    rows = [
        [unit, f"{before[unit]:g}", f"{after[unit]:g}", f"{before[unit] - after[unit]:+g}"]
        for unit in moved
        if before[unit] != after[unit]
    ]
    heads = [("单位 unit", "left"), ("A", "right"), ("B", "right"), ("变化 change", "right")]
    only = sorted(before.keys() ^ after.keys())
    note = Text(
        f"{len(both)} 个单位中 {len(rows)} 个位次有变；只在一方：{'、'.join(only) or '无'}；"
        f"体系 {'相同' if a.manifest['edition_digest'] == b.manifest['edition_digest'] else '不同'}",
        f"{len(rows)} of {len(both)} units moved; only in one: {', '.join(only) or 'none'}; "
        f"edition {'equal' if a.manifest['edition_digest'] == b.manifest['edition_digest'] else 'different'}",
    )
    table(f"{first} → {second}", heads, rows, str(note))


def _ranks(scores: object) -> dict[str, float]:
    return dict(zip(scores["unit"], scores["rank"], strict=True))  # type: ignore[index]
