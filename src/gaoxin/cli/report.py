"""``gaoxin report``: results as documents that can be sent: Word, PDF, Excel; one zone, all, a province, the nation."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from gaoxin.cli import options
from gaoxin.terms import Fault, Text, Unusable

if TYPE_CHECKING:
    from gaoxin.report.kinds import Order
    from gaoxin.report.material import Material

_KINDS = ("diagnosis", "letter", "midterm", "final", "tables")
_STATES = ("draft", "unreviewed", "final")


@click.command(short_help="results as documents: Word, PDF, Excel")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
@click.option("--zone", metavar="ZONE", help="一个园区 / one zone, by code or name")
@click.option(
    "--all", "every", is_flag=True, help="全部园区，各一份 / every zone, a file each: folder or .zip"
)
@click.option("--national", is_flag=True, help="全国 / all zones in one report")
@click.option("--province", metavar="P", help="一个省 / the zones of a province")
@click.option(
    "--kind", type=click.Choice(_KINDS), default="diagnosis", show_default=True,
    help="种类 / diagnosis: what is said of it; letter: the result in one page; tables: statistical tables",
)  # fmt: skip
@click.option(
    "--audience", type=click.Choice(["zone", "evaluator"]),
    help="给谁看 / who reads it (default: zone for a zone, else evaluator)",
)  # fmt: skip
@click.option(
    "--lang",
    "language_",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="语言 / language",
)
@click.option(
    "--state", type=click.Choice(_STATES), default="draft", show_default=True,
    help="草稿、未审核或定稿 / what stands across the pages",
)  # fmt: skip
@click.option(
    "--robustness", type=options.FOLDER, metavar="DIR2", help="robustness 的目录 / its folder: rank intervals"
)
@click.option(
    "--previous",
    type=options.FOLDER,
    metavar="DIR",
    multiple=True,
    help="往年结果，可多个 / results of earlier data years",
)
@click.option(
    "--integrity",
    type=options.FOLDER,
    metavar="DIR3",
    help="核查线索目录（仅评价版）/ clues, for evaluators only",
)
@click.option("--organ", default="", help="发文机关（结果函的红头）/ issuing organ: red head of a letter")
@click.option("--number", default="", help="发文字号 / its document number")
@click.option("--scores", is_flag=True, help="结果函也写明得分 / a letter says the scores too")
@click.option(
    "--template",
    type=options.FOLDER,
    metavar="FILE",
    help="自己的 Word 模板 / your own Word template (.docx)",
)
@click.option(
    "--save-template",
    is_flag=True,
    help="把自带模板写到 --out，供修改 / write the template to --out, to be edited",
)
@click.option(
    "--verify", metavar="CODE", help="核对校验码，不写文件 / compare a check code; nothing is written"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["docx", "pdf", "xlsx"]),
    help="格式 / file format (default: by --out)",
)
@click.option(
    "--out",
    type=options.FOLDER,
    metavar="PATH",
    help="文件；--all 时为目录或 .zip / file; with --all a folder or .zip",
)
def report(
    folder: Path,
    zone: str | None,
    every: bool,
    national: bool,
    province: str | None,
    kind: str,
    audience: str | None,
    language_: str,
    state: str,
    robustness: Path | None,
    previous: tuple[Path, ...],
    integrity: Path | None,
    organ: str,
    number: str,
    scores: bool,
    template: Path | None,
    save_template: bool,
    verify: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """把结果写成可以上报的文件：Word、PDF 或 Excel；一个园区、全部园区、一个省或全国。

    Write results as documents that can be sent upward: sentences, tables and charts of one zone, of every zone, of a
    province or of the nation. Every figure carries its address; the check code at the foot of each page can be
    compared with --verify. What a zone may not see of others never stands in its report.
    """
    reader = audience or ("zone" if zone or every else "evaluator")
    if save_template:
        _save_template(_out(out), cast("Literal['zh', 'en']", language_))
        return
    one = _unit(zone=zone, every=every, national=national, province=province)
    suffix = _form(form, None if verify else _out(out), every=every)
    _fitting(template, suffix, verify=verify is not None, every=every)

    if suffix != "xlsx" and not (verify or every):
        from gaoxin.report.picture import warm

        warm()
    from gaoxin.report.kinds import Order
    from gaoxin.report.shown import USUAL, WITH_SCORES

    shown = WITH_SCORES if scores else USUAL
    order = Order(kind, one, reader, language_, state, organ, number, shown)  # type: ignore[arg-type]
    if every:
        _all(folder, order, suffix, _out(out), template, (previous, robustness, integrity))
        return
    material = _material(folder, previous, robustness, integrity)
    if province:
        _known(material, province)
    if verify is not None:
        _verify(material, order, verify)
        return
    from gaoxin.report import render

    _write(render(material, order, suffix, template), _out(out))  # type: ignore[arg-type]
    click.echo(f"{out}")


def _unit(*, zone: str | None, every: bool, national: bool, province: str | None) -> str:
    """Return whom the report is about; Unusable when nobody or several are named."""
    named = [one for one in (zone, "*" if every else None, "national" if national else None, province) if one]
    if len(named) == 1:
        return named[0]
    found = (
        Text("没有说明写谁", "does not say about whom")
        if not named
        else Text("写谁说了不止一个", "names more than one")
    )
    allowed = Text(
        "--zone、--all、--national、--province 选一个", "give one of --zone, --all, --national, --province"
    )
    raise Unusable(Fault("gaoxin report", found, allowed))


def _out(out: Path | None) -> Path:
    if out is None:
        raise Unusable(Fault("--out", Text("没有给出", "is missing"), remedy=Text("写明文件", "name a file")))
    return out


def _form(form: str | None, out: Path | None, *, every: bool) -> str:
    """Return the format: as given, else by the ending of --out."""
    ending = "" if out is None else out.suffix.lower().removeprefix(".")
    if form is None and ending in ("docx", "pdf", "xlsx") and not every:
        return ending
    if form is not None and not every and ending in ("docx", "pdf", "xlsx") and ending != form:
        found = Text(f"结尾是 .{ending}，格式却是 {form}", f"ends in .{ending}, but the format is {form}")
        raise Unusable(Fault(str(out), found))
    if form is None and out is not None:
        found = Text("看不出格式", "does not say the format")
        raise Unusable(Fault("--format", found, Text("docx、pdf 或 xlsx", "docx, pdf or xlsx")))
    return form or "pdf"


def _fitting(template: Path | None, form: str, *, verify: bool, every: bool) -> None:
    """Refuse options that do not go together."""
    faults = []
    if template is not None and form != "docx" and not verify:
        found = Text(f"模板用于 Word，格式却是 {form}", f"a template is for Word, but the format is {form}")
        faults.append(Fault("--template", found, remedy=Text("用 --format docx", "use --format docx")))
    if verify and every:
        found = Text("一次核对一份", "compares one report at a time")
        faults.append(Fault("--verify", found, remedy=Text("用 --zone", "use --zone")))
    if faults:
        raise Unusable(faults)


def _material(
    folder: Path, previous: tuple[Path, ...], robustness: Path | None, integrity: Path | None
) -> "Material":
    from gaoxin.report.material import gather

    return gather(folder, earlier=previous, robustness=robustness, integrity=integrity)


def _known(material: "Material", province: str) -> None:
    """Refuse a province that has no zone in the result."""
    from gaoxin.terms import did_you_mean

    provinces = dict.fromkeys(
        str(one.at["province"]) for one in material.now.records.values() if one.at["province"]
    )
    if province not in provinces:
        found = Text("结果里没有这个省", "no zone of the result lies in this province")
        raise Unusable(Fault(province, found, remedy=did_you_mean(province, list(provinces))))


def _verify(material: "Material", order: "Order", code: str) -> None:
    """Compose the document again and compare codes; Unusable (exit 1 by DataRefused) when they differ."""
    from gaoxin.report.kinds import compose
    from gaoxin.terms import DataRefused

    ours, theirs = compose(material, order).check_code, code.strip().upper()
    if ours.replace("-", "") != theirs.replace("-", ""):
        found = Text(
            f"对不上；由此结果和选项生成的是 {ours}", f"differs; this result and these options give {ours}"
        )
        remedy = Text(
            "核对结果目录、种类、读者、语言、状态和往年结果",
            "compare the result folder, kind, audience, language, state and earlier results",
        )
        raise DataRefused(Fault(f"--verify {code}", found, remedy=remedy))
    click.echo(str(Text(f"一致：{ours}", f"identical: {ours}")))


def _write(content: bytes, out: Path) -> None:
    """Write a file whole or not at all."""
    from gaoxin.report.batch import put

    put(content, out)


def _save_template(out: Path, language_: Literal["zh", "en"]) -> None:
    from gaoxin.report.template import default

    _write(default(language_), out)
    click.echo(f"{out}")


def _all(
    folder: Path,
    order: "Order",
    form: str,
    out: Path,
    template: Path | None,
    beside: tuple[tuple[Path, ...], Path | None, Path | None],
) -> None:
    """Make a report for every zone, with progress on a terminal and a line at the end."""
    from gaoxin.report.batch import Batch, steps

    previous, robustness, integrity = beside
    batch = Batch(
        folder, order, cast("Literal['docx', 'pdf', 'xlsx']", form), previous, robustness, integrity, template
    )
    kept = 0
    quiet = not sys.stderr.isatty()
    label = str(Text("报告", "reports"))
    with click.progressbar(length=len(batch.units), label=label, file=sys.stderr, hidden=quiet) as bar:
        for step in steps(batch, out):
            kept += step.how == "kept"
            bar.update(1)
    total = len(batch.units)
    click.echo(
        str(
            Text(
                f"{out}：{total} 份，其中 {kept} 份未变、保留",
                f"{out}: {total} reports, {kept} of them kept unchanged",
            )
        )
    )
