"""The half of ``gaoxin panels`` that is about experts: who marks what, what the marks say, and a rehearsal."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gaoxin.cli import options
from gaoxin.cli.panel_folder import check, say, write_panels

if TYPE_CHECKING:
    from gaoxin.edition import Edition
    from gaoxin.panels.package import Panels

data = click.option(
    "--data", required=True, type=options.FOLDER, help="数据包，取其中的园区 / data package, for its zones"
)
rubrics = click.option(
    "--rubrics", type=options.FOLDER, help="评分标准文件（默认用体系自带的）/ rubrics, default: the edition's"
)
seed = click.option("--seed", default="1", show_default=True, help="种子：同一种子得同一结果 / seed")


@click.command()
@click.argument("experts", type=options.FOLDER, metavar="EXPERTS.csv")
@data
@options.edition
@options.year
@rubrics
@click.option("--each", type=click.IntRange(min=1), help="每格几位专家 / experts for each zone and indicator")
@click.option("--most", type=click.IntRange(min=1), help="每人最多几个评分 / most marks of one expert")
@seed
@options.out
def assign(
    experts: Path,
    data: Path,
    edition: str,
    year: int,
    rubrics: Path | None,
    each: int | None,
    most: int | None,
    seed: str,
    out: Path,
) -> None:
    """给专家分派园区和指标：回避是硬约束，领域相符优先，负担均衡。

    Assign zones and indicators to experts: avoidance is never broken, fields of knowledge are preferred, loads
    are even. Where it cannot be done, it says which zone and indicator lacks how many experts.
    """
    from gaoxin.edition import load
    from gaoxin.edition.rubrics import rubrics_of
    from gaoxin.panels.assignment import assign as solve
    from gaoxin.panels.experts import read_experts
    from gaoxin.panels.package import read_panels
    from gaoxin.panels.tables import assignment_tables
    from gaoxin.terms import Text

    check(out)
    system = load(edition)
    book, known = rubrics_of(system, rubrics), read_panels(data, system, year)
    people = read_experts(experts, known.zones, book)
    zones = [one for one in known.zones.values() if one.participation != "excused"]
    found = solve(people, zones, book, each=each, most=most, seed=seed)
    told = {"seed": seed, "rules": {"rubrics": book.rules, "version": book.version, "digest": book.digest}}
    write_panels(assignment_tables(found), out, system, year, known.synthetic, "assignment", told)
    loads = found.load.values()
    linked = Text("连通", "connected") if found.connected else Text("不连通", "not connected")
    say(
        known.synthetic,
        Text(
            f"{len(people)} 位专家，{len(found.pairs)} 个评分，每人 {min(loads)}–{max(loads)} 个，"
            f"领域不符 {len(found.outside)} 个，设计{linked.zh}。结果：{out}",
            f"{len(people)} experts, {len(found.pairs)} marks, {min(loads)} to {max(loads)} each, "
            f"{len(found.outside)} outside their fields, design {linked.en}. Written to {out}",
        ),
    )


@click.command()
@click.argument("folder", type=options.FOLDER, metavar="DIR|DATA")
@options.edition
@click.option("--year", type=int, help="数据年度（数据包须写）/ data year (for a data package)")
@options.settings
@rubrics
@click.option(
    "--experts", type=options.FOLDER, help="专家名册，核对回避 / register of experts, to check avoidance"
)
@options.out
def marks(
    folder: Path,
    edition: str,
    year: int | None,
    settings: tuple[str, ...],
    rubrics: Path | None,
    experts: Path | None,
    out: Path,
) -> None:
    """评分怎样合成、专家是否一致：宽严、信度、离群分、分歧，旁列各种合成办法。

    What the marks of a result or a data package say: every way to combine them beside the one in force, severity,
    agreement with intervals, marks to ask about, divided opinion, meetings.
    """
    from gaoxin.edition.rubrics import rubrics_of
    from gaoxin.panels.experts import avoided, read_experts
    from gaoxin.panels.tables import panel_tables, stacked
    from gaoxin.terms import DataRefused

    check(out)
    system, known, data_year = _panels_of(folder, edition, year, options.pairs(settings))
    book = rubrics_of(system, rubrics)
    if experts is not None:
        people = read_experts(experts, known.zones, book)
        faults = avoided(known.marks, people, known.zones, book.panel.avoid)
        if faults:
            raise DataRefused(faults)
    made = stacked(panel_tables(panel, known.marks, system, book.panel) for panel in ("survey", "expert"))
    method = {"survey": system.method.survey.using, "expert": system.method.expert.using}
    write_panels(made, out, system, data_year, known.synthetic, "marks", {"method": method})
    _show_marks(made, out, known.synthetic)


def _panels_of(
    folder: Path, edition: str, year: int | None, settings: Mapping[str, str]
) -> "tuple[Edition, Panels, int]":
    """Return edition, marks and data year of a result folder, or of a data package."""
    from gaoxin.edition import load
    from gaoxin.evaluation.round import SNAPSHOT
    from gaoxin.lineage import Reopened
    from gaoxin.panels.package import read_panels
    from gaoxin.snapshot import store
    from gaoxin.terms import Fault, Text, Unusable

    if not folder.is_dir():
        raise Unusable(Fault(str(folder), Text("没有这个文件夹", "no such folder")))
    if (folder / SNAPSHOT).is_dir():
        opened = Reopened(folder)
        at = opened.evaluation.snapshot.year
        return opened.edition, read_panels(folder / SNAPSHOT / store.DATA, opened.edition, at), at
    if year is None:
        found = Text("数据包须写 --year", "a data package needs --year")
        raise Unusable(Fault(str(folder), found))
    system = load(edition, settings)
    return system, read_panels(folder, system, year), year


def _show_marks(made: Mapping[str, Any], out: Path, synthetic: bool) -> None:
    from gaoxin.cli.show import table
    from gaoxin.terms import Text

    found = made.get("agreement.csv", {})
    entries = (
        list(
            zip(
                *(found[name] for name in ("panel", "indicator", "measure", "value", "lower", "upper")),
                strict=True,
            )
        )
        if found
        else []
    )
    chosen = [
        one
        for one in entries
        if one[2] in ("alpha", "ICC(1,1)", "ICC(2,k)", "reliability_mean", "reliability_many_facet")
    ]
    rows = [[panel, indicator, measure, *("—" if one is None else f"{one:.3f}" for one in numbers)]
            for panel, indicator, measure, *numbers in chosen]  # fmt: skip
    heads = [("panel", "left"), (str(Text("指标", "indicator")), "left"), (str(Text("量", "measure")), "left"),
             (str(Text("值", "value")), "right"), (str(Text("下限", "lower")), "right"), (str(Text("上限", "upper")), "right")]  # fmt: skip
    asked = len(made.get("queries.csv", {}).get("panel", ()))
    divided = made.get("scores.csv", {}).get("divided", []).count("yes")
    mark = Text("合成演示数据 · ", "synthetic data · ") if synthetic else Text("", "")
    title = Text(f"{mark.zh}一致性与信度", f"{mark.en}agreement and reliability")
    note = Text(
        f"待询问的分 {asked} 个（原分照计），意见分歧 {divided} 格。结果：{out}",
        f"{asked} marks to ask about (they stand), opinion divided on {divided} cells. Written to {out}",
    )
    table(str(title), heads, rows, str(note))


@click.command()
@data
@options.edition
@options.year
@click.option("--sample", required=True, type=options.FOLDER, help="sample 的结果目录 / folder of sample")
@click.option(
    "--experts",
    type=click.IntRange(min=1),
    default=40,
    show_default=True,
    help="编造几位专家 / how many experts to make up",
)
@seed
@options.out
def rehearse(data: Path, edition: str, year: int, sample: Path, experts: int, seed: str, out: Path) -> None:
    """演练：编造答卷、专家名册和评分，均标明合成。

    Make up answers of a sample, a register of experts and their marks, to try everything before anyone real is
    asked. All of it is marked synthetic.
    """
    from gaoxin.edition import load
    from gaoxin.edition.questionnaires import questionnaires_of
    from gaoxin.edition.rubrics import rubrics_of
    from gaoxin.panels import rehearsal
    from gaoxin.panels.assignment import assign as solve
    from gaoxin.panels.package import read_panels
    from gaoxin.panels.register import read_sample
    from gaoxin.panels.tables import rehearsal_tables
    from gaoxin.terms import Text

    check(out)
    system = load(edition)
    book, rules, known = questionnaires_of(system), rubrics_of(system), read_panels(data, system, year)
    zones = [one for one in known.zones.values() if one.participation != "excused"]
    answers = rehearsal.answers(read_sample(sample / "sample.csv", known.zones), book, book.find(), seed)
    people = rehearsal.experts(zones, rules, experts, seed)
    given = rehearsal.marks(solve(people, zones, rules, seed=seed).pairs, seed)
    made = rehearsal_tables(answers, book.find(), people, given, year)
    write_panels(made, out, system, year, True, "rehearsal", {"seed": seed})
    say(
        True,
        Text(
            f"答卷 {len(answers)} 份，专家 {len(people)} 位，评分 {len(given)} 个。结果：{out}",
            f"{len(answers)} answers, {len(people)} experts, {len(given)} marks. Written to {out}",
        ),
    )
