"""``gaoxin manage``: proposals of dynamic management over years, and where candidates would stand."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaoxin.cli import options

if TYPE_CHECKING:
    from gaoxin.management.candidates import Candidate
    from gaoxin.management.propose import Proposal


@click.command(short_help="proposals of dynamic management")
@click.argument("folders", type=options.FOLDER, metavar="DIR...", nargs=-1, required=True)
@options.out
@click.option(
    "--rules",
    type=options.FOLDER,
    help="规则文件 management.yaml（默认用体系自带的）/ rule set, default: the edition's",
)
@click.option(
    "--integrity",
    type=options.FOLDER,
    multiple=True,
    help="核查线索目录，可多个 / folders of gaoxin integrity",
)
@click.option(
    "--candidates", type=options.FOLDER, help="候选省级高新区的数据包 / a data package of candidate zones"
)
def manage(
    folders: tuple[Path, ...],
    out: Path,
    rules: Path | None,
    integrity: tuple[Path, ...],
    candidates: Path | None,
) -> None:
    """动态管理建议：从各年结果按规则提出状态并写明理由；作出决定的是人。

    Proposals of dynamic management from the results of one year or several, each with its rule and its
    reasons. A person decides: the columns of the decision are left empty.
    """
    from gaoxin.edition.rulebook import read_rulebook, rulebook_beside
    from gaoxin.evaluation.result import check_out
    from gaoxin.management.propose import proposals
    from gaoxin.management.result import FAMILY, result, write
    from gaoxin.management.rules import Management
    from gaoxin.management.years import years_of

    check_out(out, FAMILY)
    years = years_of(folders, integrity)
    chosen = read_rulebook(rules or rulebook_beside(years[-1].edition, "management.yaml"), Management)
    found = list(proposals(years, chosen))
    latest = next(folder for folder in folders if _digest(folder) == years[-1].digest)
    standing = _candidates(latest, candidates) if candidates else []
    write(result(years, chosen, found, standing), out)
    _show(found, standing, out)


def _digest(folder: Path) -> str:
    from gaoxin.evaluation.result import read_manifest

    return str(read_manifest(folder)["result_digest"])


def _candidates(latest: Path, folder: Path) -> "list[Candidate]":
    """Score the candidates' package by the edition and against the bounds of the latest round."""
    from gaoxin.edition.figures import Figures
    from gaoxin.lineage import Reopened
    from gaoxin.management.candidates import candidates
    from gaoxin.returns import open_package
    from gaoxin.snapshot import freeze

    round_ = Reopened(latest).evaluation
    package = open_package(folder, round_.edition, round_.snapshot.year)
    return list(candidates(round_, freeze(package, Figures(round_.edition))))


def _show(found: "list[Proposal]", standing: "list[Candidate]", out: Path) -> None:
    from gaoxin.cli.show import table
    from gaoxin.integrity.result import AUDIENCE
    from gaoxin.management.result import NOTICE
    from gaoxin.terms import Text

    states = {
        one.state.id: Text(one.state.label, one.state.label_en) for one in found if one.state is not None
    }
    rows = [
        [str(label), str(len(of)), ", ".join(of[:12]) + (" …" if len(of) > 12 else "")]
        for state, label in states.items()
        if (of := [one.unit for one in found if one.state is not None and one.state.id == state])
    ]
    heads = [
        (str(Text("建议状态", "proposed state")), "left"),
        (str(Text("园区数", "zones")), "right"),
        (str(Text("园区", "zones")), "left"),
    ]
    note = Text(f"{NOTICE.zh}。{AUDIENCE.zh}。结果：{out}", f"{NOTICE.en}; {AUDIENCE.en}. Written to {out}")
    table(str(Text("动态管理建议", "Proposals of dynamic management")), heads, rows, str(note))
    for one in standing:
        click.echo(f"{one.unit} {one.name}：{one.sentence}")
