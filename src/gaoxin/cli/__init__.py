"""The command line: one module a command group, loaded when it is asked for; refusals are printed and end the run."""

import gc
import sys
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import click

from gaoxin.terms import Refusal, Text, speak

COMMANDS: dict[str, tuple[str, Text]] = {
    "edition": (
        "gaoxin.cli.edition:edition",
        Text("查看、检查、比较体系版本", "list, show, check and compare editions"),
    ),
    "synth": ("gaoxin.cli.synth:synth", Text("生成合成演示数据", "write synthetic demonstration data")),
    "check": ("gaoxin.cli.check:check", Text("审核上报数据", "check what zones and enterprises send")),
    "aggregate": (
        "gaoxin.cli.aggregate:aggregate",
        Text("把企业数据汇总为园区变量", "sum enterprise rows to figures of zones"),
    ),
    "evaluate": (
        "gaoxin.cli.evaluate:evaluate",
        Text("评价一个轮次：从数据到排名", "evaluate a round: from returns to ranks"),
    ),
    "score": ("gaoxin.cli.score:score", Text("计算任意综合指数", "compute any composite indicator")),
    "trace": ("gaoxin.cli.trace:trace", Text("追溯一个数的来历", "show how a number came about")),
    "verify": (
        "gaoxin.cli.verify:verify",
        Text("重算并逐文件比对", "recompute everything and compare every file"),
    ),
    "weights": (
        "gaoxin.cli.weights:weights",
        Text("由专家判断算权重（层次分析、预算分配）", "weights from experts: comparisons or budgets"),
    ),
    "panels": (
        "gaoxin.cli.panels:panels",
        Text("调查与专家评价：抽样、答卷、分派、一致性", "surveys and expert panels"),
    ),
    "statistics": (
        "gaoxin.cli.statistics:statistics",
        Text(
            "指数的统计：相关、有效重要性、去一影响",
            "statistics of an index: correlations, effective importance, leave-one-out",
        ),
    ),
    "robustness": (
        "gaoxin.cli.robustness:robustness",
        Text("位次有多稳：区间、并列组、敏感性", "how sure the ranks are: intervals, ties, sensitivity"),
    ),
    "targets": ("gaoxin.cli.targets:targets", Text("列出目标判定", "list the verdicts on targets")),
    "diagnose": (
        "gaoxin.cli.diagnose:diagnose",
        Text("园区诊断：什么能提升、提升多少", "say what lifts a zone, and by how much"),
    ),
    "compare": ("gaoxin.cli.compare:compare", Text("比较两个结果", "compare two results")),
    "integrity": (
        "gaoxin.cli.integrity:integrity",
        Text(
            "核查线索与企业影响（仅供评价和审计）",
            "clues to verify, influence of every enterprise (evaluators, auditors)",
        ),
    ),
    "report": (
        "gaoxin.cli.report:report",
        Text("把结果写成可上报的 Word、PDF、Excel", "results as documents: Word, PDF, Excel"),
    ),
    "manage": (
        "gaoxin.cli.manage:manage",
        Text("动态管理建议，由人决定", "proposals of dynamic management, decided by a person"),
    ),
}
"""Every command: where it lives, and what it does."""


BROUGHT = Text("网上应用（见该命令的 --help）", "the web application (see its --help)")


def brought() -> list[EntryPoint]:
    """Return the commands that installed packages bring: the engine does not know them, it finds them."""
    return sorted(entry_points(group="gaoxin.commands"), key=lambda one: one.name)


class Rooms(click.Group):
    """A group that imports a command when it is asked for, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the work, then those that other packages bring."""
        return [*COMMANDS, *(one.name for one in brought())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; None when there is none of that name."""
        if cmd_name not in COMMANDS:
            found = next((one for one in brought() if one.name == cmd_name), None)
            return found.load() if found else None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    *((name, str(text)) for name, (_, text) in COMMANDS.items()),
                    *((one.name, str(BROUGHT)) for one in brought()),
                ]
            )

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a refusal is printed to stderr and gives the exit code."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
            ctx.exit(refusal.exit_code)


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="界面语言 / language (default: the locale, else zh)"
)
@click.version_option(package_name="gaoxin", prog_name="gaoxin")
def gaoxin(lang: str | None) -> None:
    """国家高新区评价：每个数都能追溯到单元格与条款。

    Evaluation of national high-tech zones: every number opens down to its cells and its clause.
    """
    if lang:
        speak(lang)


def main() -> None:
    """Run the command line; a reader who closes the pipe early is no fault."""
    gc.set_threshold(
        200_000
    )  # a run makes many small fractions; looking for circles among them costs a tenth of it
    try:
        gaoxin()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
