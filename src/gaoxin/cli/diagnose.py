"""``gaoxin diagnose``: one page for a zone that says what to do next and how sure its rank is."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from gaoxin.cli import options
from gaoxin.terms import Fault, Text, Unusable

if TYPE_CHECKING:
    from gaoxin.lineage import Reopened
    from gaoxin.returns import Mark


@click.command(short_help="what lifts a zone, and by how much")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.argument("zone")
@click.option(
    "--audience", type=click.Choice(["zone", "evaluator"]), default="evaluator", show_default=True,
    help="给谁看：园区只见他园的分位数 / who reads it: a zone sees quantiles of others only",
)  # fmt: skip
@click.option(
    "--last",
    type=options.FOLDER,
    metavar="DIR",
    help="上年的结果目录 / result of the year before: changes, and limits of goals",
)
@click.option(
    "--robustness",
    type=options.FOLDER,
    metavar="DIR",
    help="robustness 的结果目录 / its folder: rank intervals",
)
@click.option(
    "--peers", default="", metavar="Z1,Z2,…", help="自选对比园区 / chosen peers (five or more for a zone)"
)
@click.option(
    "--context", type=options.FOLDER, metavar="CSV", help="所在市的数 / figures of the city: context.csv"
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="如果 / what if: indicator/1.2=350, variable/employees=20000",
)
@click.option(
    "--goal",
    metavar="GOAL",
    default="",
    help="目标 / rank=20, band=top30 or target=3: the least effort that reaches it",
)
@click.option(
    "--lever",
    "levers",
    multiple=True,
    metavar="CODE",
    help="只动这些指标 / move these indicators only (default: all statistics)",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--out", type=options.FOLDER, metavar="FILE", help="写入文件 / write to a file instead of printing"
)
def diagnose(
    folder: Path,
    zone: str,
    audience: Literal["zone", "evaluator"],
    last: Path | None,
    robustness: Path | None,
    peers: str,
    context: Path | None,
    settings: tuple[str, ...],
    goal: str,
    levers: tuple[str, ...],
    form: str,
    out: Path | None,
) -> None:
    """园区诊断一页：位次有多稳、下一步做什么、优势与短板、与谁相差在哪里、比上年变在哪里、假设与目标求解。

    One page for ZONE: how sure its rank is, what to do next, strengths and weaknesses, where the distance
    comes from, what moved since last year, what if, and the least effort towards a goal.
    """
    from gaoxin.diagnosis import diagnose as page_of
    from gaoxin.diagnosis import subject

    if levers and not goal.strip().startswith(("rank", "band")):
        found = Text("只用于 --goal rank= 或 band=", "only goes with --goal rank= or band=")
        raise Unusable(Fault("--lever", found))
    reopened = _round(folder)
    about = subject(
        reopened.evaluation,
        zone,
        audience=audience,
        last=None if last is None else _round(last).evaluation,
        peers=[code.strip() for code in peers.replace("，", ",").split(",") if code.strip()],
        robustness=robustness,
        marks=_marks(reopened) if settings else (),
    )
    given = options.pairs(settings, example="indicator/1.2=350")
    page = page_of(about, given=given, goal=goal, chosen=levers, context=context)
    if form == "json":
        _say(json.dumps(page.as_json(), ensure_ascii=False, indent=1, allow_nan=False), out)
    else:
        _say("\n".join(page.lines()), out)


def _say(text: str, out: Path | None) -> None:
    """Print the page, or put it whole into a file."""
    if out is None:
        click.echo(text)
        return
    beside = out.with_name(f".{out.name}.new")
    try:
        beside.write_text(text + "\n", "utf-8")
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        found = Text(f"写不进去：{error.strerror}", f"cannot be written: {error.strerror}")
        raise Unusable(Fault(str(out), found)) from None


def _round(folder: Path) -> "Reopened":
    """Open a round again; Unusable when it holds the scores of ready values."""
    from gaoxin.lineage import Reopened

    reopened = Reopened(folder)
    if not reopened.of_round:
        found = Text("由 score 生成，没有园区", "was made by score and holds no zones")
        raise Unusable(
            Fault(str(folder), found, remedy=Text("用 evaluate 的结果", "use a result of evaluate"))
        )
    return reopened


def _marks(reopened: "Reopened") -> "tuple[Mark, ...]":
    """Return the panel marks of a round, which say how sure a supposed rank is."""
    from gaoxin.evaluation.round import SNAPSHOT
    from gaoxin.robustness.marks import read_marks
    from gaoxin.snapshot import store

    return read_marks(reopened.folder / SNAPSHOT / store.DATA, reopened.edition, reopened.evaluation.snapshot)
