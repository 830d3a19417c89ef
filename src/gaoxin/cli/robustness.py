"""``gaoxin robustness``: rank intervals, ties, sensitivity, and the weight scenario of a result."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options
from gaoxin.terms import Text

if TYPE_CHECKING:
    from gaoxin.robustness import Given, Run, Study


_BASIS = {
    "stated": Text("明文", "stated"),
    "inferred": Text("推定", "inferred"),
    "assumed": Text("假定", "assumed"),
}


@click.command(short_help="how sure the ranks are")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.option("--draws", default=10_000, show_default=True, type=click.IntRange(1), help="抽样次数 / draws")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="随机种子 / seed")
@click.option("--out", type=options.FOLDER, help="结果目录 / folder to write, replaced whole")
@click.option("--spec", type=options.FOLDER, help="不确定性说明（YAML） / the uncertainties, a YAML file")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="改一项 / set a key of it: readings=none, error/1.2=5%",
)
@click.option(
    "--sobol",
    default=1_000,
    show_default=True,
    type=click.IntRange(0),
    help="敏感性的 N，0 为不算 / N of sensitivity, 0: none",
)
@click.option("--by-unit", is_flag=True, help="另算每个单位的敏感性 / sensitivity of every unit's rank too")
@click.option("--keep-draws", is_flag=True, help="写出每次抽样的参数 / write draws.csv")
@click.option(
    "--replay",
    type=click.IntRange(0),
    metavar="N",
    help="只重放第 N 次抽样 / only compute draw N again and print it",
)
@click.option("--top", default=10, show_default=True, help="打印前几名 / how many ranks to print")
def robustness(
    folder: Path, draws: int, seed: int, out: Path | None, spec: Path | None, settings: tuple[str, ...],
    sobol: int, by_unit: bool, keep_draws: bool, replay: int | None, top: int,
) -> None:  # fmt: skip
    """位次的稳健性：数据、问卷与专家、方法的不确定性给出位次区间；权重另作情景。

    How sure the ranks of a result are: intervals from errors of the data, of the panels and of the choice of
    method; weights are law, so changing them is a scenario of its own.
    """
    from gaoxin.evaluation.result import check_out, write_folder
    from gaoxin.robustness import SCHEMA, Design, Size, Study, default, read_specification, run, written
    from gaoxin.robustness.folder import total_runs
    from gaoxin.terms import Fault, Unusable

    if out is None and replay is None:
        raise Unusable(
            Fault("--out", Text("没有写", "is missing"), remedy=Text("写 --out 目录", "give --out DIR2"))
        )
    family = SCHEMA.partition("/")[0]
    if out is not None:
        check_out(out, family)
    said = read_specification(spec, options.pairs(settings))
    given, source = _given(folder)
    usual = default(given)
    specification = written(said, usual.specification)
    study = Study(Design(given, specification), seed)
    if replay is not None:
        _print_draw(study, replay)
    if out is None:
        return
    left_out = usual.left_out if specification.otherwise == "default" else ()
    size = Size(draws, sobol, by_unit, keep_draws)
    with _progress(total_runs(study, size)) as tell:
        made = run(given, specification, seed, size, source=source, left_out=left_out, tell=tell)
    write_folder(dict(made.files), out, family)
    _print(made, out, top)


def _given(folder: Path) -> "tuple[Given, dict[str, object]]":
    """Open a result again; its panel marks are read from the data in its snapshot."""
    from gaoxin.evaluation.round import SNAPSHOT
    from gaoxin.lineage import Reopened
    from gaoxin.robustness import given
    from gaoxin.robustness.marks import read_marks
    from gaoxin.snapshot import store

    opened = Reopened(folder)
    said = opened.manifest
    source = {
        name: said.get(name)
        for name in ("kind", "edition", "edition_digest", "result_digest", "data_year", "synthetic", "method")
    }
    if not opened.of_round:
        return given(opened.edition, opened.climb), source
    evaluation = opened.evaluation
    marks = read_marks(folder / SNAPSHOT / store.DATA, opened.edition, evaluation.snapshot)
    return given(opened.edition, evaluation.climb, evaluation.derivation, marks), source


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, nothing in a pipe."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("robustness", total=total)
        yield lambda done: bar.advance(task, done)


def _print(made: "Run", out: Path, top: int) -> None:
    """Print the best ranks with intervals, the strongest sources of uncertainty, and how far it settled."""
    from gaoxin.cli.show import table

    ranks, settled = made.tables["rank_intervals.csv"], made.tables["convergence.csv"]
    indices = made.tables.get("sensitivity.csv", {"ST": [], "factor": []})
    best = sorted(range(len(ranks["unit"])), key=lambda row: (ranks["rank"][row], ranks["unit"][row]))[:top]
    rows = [
        [
            f"{ranks['rank'][row]:g}",
            str(ranks["unit"][row]),
            f"{ranks['q05'][row]:g}–{ranks['q95'][row]:g}",
            f"{ranks['median'][row]:g}",
            f"{ranks['share_top10'][row]:.1%}",
        ]
        for row in best
    ]
    heads = [
        ("位次 rank", "right"),
        ("单位 unit", "left"),
        ("5–95 %", "left"),
        ("中位 median", "right"),
        ("前十 top 10", "right"),
    ]
    strongest = sorted(zip(indices["ST"], indices["factor"], strict=True), reverse=True)[:3]
    named = ", ".join(f"{name} {total:.2f}" for total, name in strongest) or "—"
    groups, left = len(set(made.tables["ties.csv"]["group"])), made.left_out
    basis = _BASIS[made.source["method"]["basis"]]
    width, count = f"{settled['width'][-1]:g}", made.size.draws
    note = Text(
        f"{count} 次抽样，种子 {made.study.seed}；方法：{basis.zh}；区间宽度中位数 {width}；"
        f"“无显著差异”组 {groups} 个；总效应最大：{named}；数据不允许的选项 {len(left)} 个；{out}",
        f"{count} draws, seed {made.study.seed}; method: {basis.en}; median width of intervals {width}; "
        f"{groups} groups that do not differ; largest total effects: {named}; "
        f"{len(left)} options refused by the data; {out}",
    )
    title = Text("位次区间（数据、问卷与专家、方法）", "rank intervals (data, panels, method)")
    synthetic = Text("合成演示数据 · ", "synthetic data · ") if made.source["synthetic"] else Text("", "")
    table(f"{synthetic}{title}", heads, rows, str(note))


def _print_draw(study: "Study", draw: int) -> None:
    """Print what one draw took and the ranks it gives."""
    took = study.sample(draw + 1)[draw]
    for factor, number in zip(study.factors, took.tolist(), strict=True):
        click.echo(f"{factor.name}\t{factor.said(number)}")
    for unit, rank in zip(study.design.given.cells.units, study.replay(draw).tolist(), strict=True):
        click.echo(f"{unit}\t{rank:g}")
