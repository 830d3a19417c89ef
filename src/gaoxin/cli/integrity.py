"""``gaoxin integrity``: clues in a round's returns, and what every enterprise does to its zone."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.evaluation.result import Result


@click.command(short_help="clues to verify")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@options.out
@click.option(
    "--rules",
    type=options.FOLDER,
    help="规则文件 integrity.yaml（默认用体系自带的）/ rule set, default: the edition's",
)
@click.option("--top", default=10, show_default=True, help="打印几个园区 / how many zones to print")
def integrity(folder: Path, out: Path, rules: Path | None, top: int) -> None:
    """核查线索：完整性、跳变、数字检验、雷同、异常比值，以及每家企业对得分和位次的影响。仅供评价人员和审计人员。

    Clues to verify: completeness, jumps, digits, copies, odd ratios, and the exact effect of every
    enterprise on score and rank. For evaluators and auditors only; never findings, never a verdict.
    """
    from gaoxin.edition.rulebook import read_rulebook, rulebook_beside
    from gaoxin.evaluation.result import check_out
    from gaoxin.integrity.examine import examine
    from gaoxin.integrity.result import FAMILY, write
    from gaoxin.integrity.rules import Rules
    from gaoxin.lineage import Reopened
    from gaoxin.terms import Fault, Text, Unusable

    check_out(out, FAMILY)
    opened = Reopened(folder)
    if not opened.of_round:
        raise Unusable(
            Fault(
                str(folder),
                Text(
                    "此结果由给定数值算出，没有企业表",
                    "this result was made of given values and has no enterprises",
                ),
            )
        )
    chosen = read_rulebook(rules or rulebook_beside(opened.edition.edition, "integrity.yaml"), Rules)
    made = examine(opened.evaluation, opened.package, opened.manifest, chosen, _progress)
    write(made, out)
    _show(made, out, top)


def _progress(zones: Sequence[str]) -> Iterable[str]:
    from rich.progress import track

    from gaoxin.cli.show import console
    from gaoxin.terms import Text

    shown = console()
    return track(zones, str(Text("企业影响", "influence")), console=shown, disable=not shown.is_terminal)


def _show(made: "Result", out: Path, top: int) -> None:
    from gaoxin.cli.show import table
    from gaoxin.integrity.result import AUDIENCE, NOTICE, PROPOSAL
    from gaoxin.terms import Text

    zones = made.tables["zones.csv"]
    entries = list(zip(zones["unit"], zones["part"], zones["value"], strict=True))
    parts = {(unit, part): value for unit, part, value in entries}
    clues = made.tables["clues.csv"]["unit"]
    units = [unit for unit, part, _ in entries if part == PROPOSAL]
    units.sort(key=lambda unit: (parts[unit, PROPOSAL] is None, parts[unit, PROPOSAL] or 0.0, unit))
    told = (
        "completeness",
        "score_from_change_of_list",
        "ranks_from_change_of_list",
        "largest_rank_gain_from_share_of_list",
    )
    rows = [
        [
            unit,
            _number(parts[unit, PROPOSAL]),
            str(clues.count(unit)),
            *(_number(parts.get((unit, part))) for part in told),
        ]
        for unit in units[:top]
    ]
    heads = [
        ("园区 zone", "left"),
        (str(Text("建议分", "proposal")), "right"),
        (str(Text("线索", "clues")), "right"),
        (str(Text("完整性", "complete")), "right"), (str(Text("名单变动：得分", "list: score")), "right"),
        (str(Text("名单变动：位次", "list: ranks")), "right"),
        (str(Text("改小部分名单：位次至少", "small share of list: ranks at least")), "right"),
    ]  # fmt: skip
    title = Text("核查线索（建议分最低者在前）", "Clues to verify (the lowest proposals first)")
    note = Text(f"{AUDIENCE.zh}。{NOTICE.zh}。结果：{out}", f"{AUDIENCE.en}; {NOTICE.en}. Written to {out}")
    table(str(title), heads, rows, str(note))


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"
