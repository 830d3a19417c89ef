"""How results look in a terminal: a three-line table with what must stand beside every rank, and a trace as stairs."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.result import Result
from gaoxin.lineage import Step
from gaoxin.terms import Text

_THREE_LINES = Box(" ━━ \n    \n ── \n    \n    \n    \n    \n ━━ \n")
_BASIS = {
    "stated": Text("明文", "stated"),
    "inferred": Text("推定", "inferred"),
    "assumed": Text("假定", "assumed"),
}
_STATUS = {
    "ranked": Text("参评", "ranked"),
    "provisional": Text("暂定", "provisional"),
    "shadow": Text("首轮试评", "shadow"),
}
_PIPE = 180
"""How wide a table may be where there is no terminal to fit."""


def console() -> Console:
    """Return a console as wide as the terminal, and wide enough for a table in a pipe."""
    found = Console(file=sys.stdout, highlight=False)
    return found if found.is_terminal else Console(file=sys.stdout, highlight=False, width=_PIPE)


def table(
    title: str, columns: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]], note: str = ""
) -> None:
    """Print a three-line table; a column is its head and ``left`` or ``right``."""
    drawn = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption=note,
        caption_justify="left",
        box=_THREE_LINES,
        pad_edge=False,
    )
    for head, side in columns:
        drawn.add_column(head, justify=side, overflow="fold", no_wrap=side == "right")  # type: ignore[arg-type]
    for row in rows:
        drawn.add_row(*(Styled(cell) for cell in row))
    console().print(drawn)


def ranking(evaluation: Evaluation, result: Result, out: Path, top: int) -> None:
    """Print the best of a round with group, year, edition, method's standing, coverage, gaps and other methods' ranks."""
    ranks, said = result.tables["ranking.csv"], result.manifest
    dimensions = evaluation.edition.dimensions
    heads = [
        (str(Text("位次", "rank")), "right"),
        (str(Text("代码", "code")), "left"),
        (str(Text("园区", "zone")), "left"),
        (str(Text("总分", "score")), "right"),
        *((one.id, "right") for one in dimensions),
        (str(Text("覆盖率", "coverage")), "right"),
        (str(Text("填补", "filled")), "right"),
        (str(Text("软权重", "soft")), "right"),
        (str(Text("原始/标准分/几何", "raw/z/geometric")), "right"),
        (str(Text("状态", "status")), "left"),
    ]
    counts = said["coverage"]
    names = "  ".join(f"{one.id} {Text(one.label, one.label_en or one.label)}" for one in dimensions)
    rows = [
        _ranked(evaluation, ranks, row) for row in range(min(top, counts["ranked"] + counts["provisional"]))
    ]
    table(_title(evaluation), heads, rows, f"{names}\n{_note(evaluation, said, out)}")


def _title(evaluation: Evaluation) -> str:
    edition, year = evaluation.edition, evaluation.snapshot.year
    taking_part = int(evaluation.climb.cells.ranked.sum())
    basis = _BASIS[edition.method.basis]
    synthetic = (
        Text("合成演示数据 · ", "synthetic data · ") if evaluation.snapshot.synthetic else Text("", "")
    )
    return str(
        Text(
            f"{synthetic.zh}{year + 1} 年评价（数据年度 {year}） · 全部参评园区 {taking_part} 个 · 方法：{basis.zh}",
            f"{synthetic.en}evaluation of {year + 1} (data year {year}) · {taking_part} zones ranked · method: {basis.en}",
        )
    )


def _note(evaluation: Evaluation, said: object, out: Path) -> str:
    edition, counts = evaluation.edition, said["coverage"]  # type: ignore[index]
    return str(
        Text(
            f"{edition.edition} {edition.digest[7:15]}；暂定 {counts['provisional']} 个，首轮试评 {counts['shadow']} 个（只评分，不排名）；"
            f"三个旁列是不做变换、标准分、几何平均下的位次；区间由 robustness 给出。结果：{out}",
            f"{edition.edition} {edition.digest[7:15]}; {counts['provisional']} provisional, {counts['shadow']} in their first round "
            f"(scored, not ranked); the last ranks are those of raw values, z-scores and geometric means; "
            f"intervals come with robustness. Result: {out}",
        )
    )


def _ranked(evaluation: Evaluation, ranks: object, row: int) -> list[str]:
    at = {name: cells[row] for name, cells in ranks.items()}  # type: ignore[attr-defined]
    unit = evaluation.cells.units.index(at["unit"])
    climb = evaluation.climb
    others = "/".join(
        "—" if at[f"rank_{name}"] is None else f"{at[f'rank_{name}']:g}" for name in evaluation.variants
    )
    return [
        f"{at['rank']:g}",
        at["unit"],
        str(Text(at["name"], at["name_en"] or at["name"])),
        f"{at['score']:.2f}",
        *(f"{climb.dimensions[one.id][unit]:.1f}" for one in evaluation.edition.dimensions),
        "—" if at["coverage"] is None else f"{at['coverage']:.1%}",
        str(at["filled"]),
        f"{at['soft_weight']:.1%}",
        others,
        str(_STATUS[at["status"]]),
    ]


def step_lines(step: Step, level: int) -> Iterator[str]:
    """Yield the lines of one step of a trace: address and value, then how, then why."""
    pad = "  " * level
    value = (
        "—" if step.value is None else step.value if isinstance(step.value, str) else f"{step.value:,.10g}"
    )
    yield f"{pad}{step.address} = {value} {step.unit}".rstrip() + f"  {step.label}"
    how = [step.formula, step.clause, str(_BASIS[step.basis]) if step.basis in _BASIS else step.basis]
    line = " · ".join(part for part in how if part)
    if line:
        yield f"{pad}  ＝ {line}"
    if step.note:
        yield f"{pad}  ※ {step.note}"
    for key, cell, place in step.cells[:_SHOWN]:
        yield f"{pad}    {key}  {cell or '…'}  {place}"
    if len(step.cells) > _SHOWN:
        rest = len(step.cells) - _SHOWN
        yield f"{pad}    " + str(
            Text(
                f"另有 {rest} 个单元格，--format json 全部列出", f"{rest} more cells; --format json lists all"
            )
        )


_SHOWN = 10
