"""``gaoxin panels``: whom to ask, what a survey says, who marks what, and how far a panel agrees."""

from pathlib import Path
from typing import Any

import click

from gaoxin.cli import options
from gaoxin.cli.experts import assign, data, marks, rehearse, seed
from gaoxin.cli.panel_folder import check, say, write_panels

questions = click.option(
    "--questions",
    type=options.FOLDER,
    help="问卷文件（默认用体系自带的）/ questionnaires, default: the edition's",
)
questionnaire = click.option(
    "--questionnaire", default="", help="问卷编号，默认第一份 / questionnaire, default: the first"
)


@click.group(short_help="surveys and expert panels")
def panels() -> None:
    """调查与专家评价：抽样、答卷、分派、评分的合成与一致性。

    Surveys and expert judgement: samples, answers, assignments, and what the marks of a panel say. The scores
    themselves are made by evaluate, from survey.csv and expert.csv.
    """


@panels.command()
@click.argument("register", type=options.FOLDER, metavar="DATA|REGISTER.csv")
@options.edition
@options.year
@click.option("--data", type=options.FOLDER, help="名录为表时的数据包 / data package beside a register")
@questions
@questionnaire
@seed
@options.out
def sample(
    register: Path,
    edition: str,
    year: int,
    data: Path | None,
    questions: Path | None,
    questionnaire: str,
    seed: str,
    out: Path,
) -> None:
    """从企业名录抽样：分层、可重现，含备用样本。

    Draw a stratified sample from an enterprise register, with its reserve. A data package is sampled by size of
    enterprise; a table has enterprise, zone and stratum.
    """
    from gaoxin.edition import load
    from gaoxin.edition.questionnaires import questionnaires_of
    from gaoxin.panels.package import read_panels
    from gaoxin.panels.register import read_register, register_of, sample_tables
    from gaoxin.panels.sampling import draw, quotas_by_zone
    from gaoxin.returns import open_package
    from gaoxin.terms import Text

    check(out)
    system = load(edition)
    rules = _chosen(questionnaires_of(system, questions), questionnaire).sample
    if register.is_dir():
        package = open_package(register, system, year)
        listed, synthetic = register_of(package), package.synthetic
    else:
        known = read_panels(_needed(data), system, year)
        listed, synthetic = read_register(register, known.zones), known.synthetic
    drawn = draw(listed, quotas_by_zone(listed, rules), seed, float(rules.spare))
    asked = sum(not one.reserve for one in drawn)
    made = sample_tables(listed, drawn)
    write_panels(
        made, out, system, year, synthetic, "sample", {"seed": seed, "sample": rules.model_dump(mode="json")}
    )
    say(
        synthetic,
        Text(
            f"名录 {len(listed)} 家，抽取 {asked} 家，备用 {len(drawn) - asked} 家。结果：{out}",
            f"{len(listed)} enterprises, {asked} drawn, {len(drawn) - asked} in reserve. Written to {out}",
        ),
    )


@panels.command()
@click.argument("answers", type=options.FOLDER, metavar="ANSWERS.csv")
@data
@options.edition
@options.year
@click.option("--sample", type=options.FOLDER, help="sample 的结果目录，用于加权和回收率 / folder of sample")
@questions
@questionnaire
@options.out
def survey(
    answers: Path,
    data: Path,
    edition: str,
    year: int,
    sample: Path | None,
    questions: Path | None,
    questionnaire: str,
    out: Path,
) -> None:
    """由答卷算出各园区得分：survey.csv 放进数据包即可评价。

    Turn answers into scores by zone, with response rates, intervals and what is withheld. survey.csv and
    withheld.csv go into the data package as they are.
    """
    from gaoxin.edition import load
    from gaoxin.edition.questionnaires import questionnaires_of
    from gaoxin.panels.answers import read_answers
    from gaoxin.panels.package import read_panels
    from gaoxin.panels.register import read_frame
    from gaoxin.panels.survey import work_out
    from gaoxin.panels.tables import flag_table, package_tables, survey_tables

    check(out)
    system = load(edition)
    book = questionnaires_of(system, questions)
    chosen = _chosen(book, questionnaire)
    known = read_panels(data, system, year)
    given = read_answers(answers, book, chosen, known.zones, year)
    framed = None if sample is None else read_frame(sample / "frame.csv", known.zones)
    zones = [code for code, one in known.zones.items() if one.participation != "excused"]
    found = work_out(given, book, chosen, zones, framed)
    made = {**survey_tables(found), "flags.csv": flag_table(given), **package_tables(found, year)}
    synthetic = given.synthetic or known.synthetic
    rules = {
        "questionnaires": book.rules,
        "version": book.version,
        "basis": book.basis,
        "digest": book.digest,
    }
    write_panels(made, out, system, year, synthetic, "survey", {"rules": rules, "flags": dict(found.flags)})
    _show_survey(found, out, synthetic)


def _show_survey(found: Any, out: Path, synthetic: bool) -> None:
    from gaoxin.terms import Text

    counted = sum(one.counted for one in found.response)
    asked = sum(one.asked or 0 for one in found.response)
    rate = f"{counted / asked:.1%}" if asked else "—"
    flags = ", ".join(f"{name} {count}" for name, count in sorted(found.flags.items())) or "0"
    say(
        synthetic,
        Text(
            f"计入答卷 {counted} 份，回收率 {rate}，标记：{flags}；不公布 {len(found.withheld)} 项（too_few）。结果：{out}",
            f"{counted} answers count, response {rate}, flags: {flags}; {len(found.withheld)} results withheld (too_few). "
            f"Written to {out}",
        ),
    )


def _needed(data: Path | None) -> Path:
    from gaoxin.terms import Fault, Text, Unusable

    if data is None:
        found = Text("名录为表时须用 --data 指明数据包", "a register as a table needs --data")
        raise Unusable(Fault("--data", found))
    return data


def _chosen(book: Any, name: str) -> Any:
    from gaoxin.terms import Fault, Text, Unusable, did_you_mean

    known = [one.id for one in book.questionnaires]
    if name and name not in known:
        found = Text(f"没有问卷“{name}”", f"no questionnaire {name!r}")
        raise Unusable(Fault("--questionnaire", found, remedy=did_you_mean(name, known)))
    return book.find(name)


for command in (assign, marks, rehearse):
    panels.add_command(command)
