"""``gaoxin serve`` and the other commands of an installation: each works on one home folder."""

import json
import sys
from pathlib import Path

import click

from gaoxin.terms import Fault, Text, Unusable
from gaoxin_web.platform.home import enter

home_option = click.option(
    "--home", type=click.Path(path_type=Path), default=Path(".gaoxin"), show_default=True,
    help="数据库与文件所在的文件夹 / folder that holds database and files",
)  # fmt: skip


@click.command(short_help="start the web application")
@home_option
@click.option("--port", default=8000, show_default=True, help="端口 / port")
@click.option(
    "--demo", is_flag=True, help="空的文件夹先装入演示轮次 / fill an empty home with the demonstration round"
)
@click.option("--zones", default=147, show_default=True, hidden=True)
@click.option("--enterprises", default=80_000, show_default=True, hidden=True)
def serve(home: Path, port: int, demo: bool, zones: int, enterprises: int) -> None:
    """启动网上报送与审核：http://127.0.0.1:8000.

    Start the web application on 127.0.0.1 with its job runner as a child process.
    """
    if demo and not (home / "demo.json").exists():
        prepare(home, zones, enterprises)
    enter(home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from gaoxin_web.serving import run

    run(home.resolve(), port)


def prepare(home: Path, zones: int, enterprises: int) -> None:
    """Fill an empty home in a process of its own, so that the settings are read anew afterwards."""
    import subprocess

    words = [sys.executable, "-m", "gaoxin_web.demo", str(home), str(zones), str(enterprises)]
    if subprocess.run(words, check=False).returncode:  # noqa: S603
        raise Unusable(
            Fault(str(home), Text("装入演示轮次失败", "the demonstration round could not be loaded"))
        )


@click.command("demo-accounts", short_help="list the accounts of a demonstration home")
@home_option
def demo_accounts(home: Path) -> None:
    """列出演示账号（JSON）；只有演示文件夹才有.

    List the accounts of a demonstration home as JSON.
    """
    mark = home / "demo.json"
    if not mark.is_file():
        found = Text("不是演示文件夹", "is not a demonstration home")
        remedy = Text("先运行 gaoxin serve --demo", "run gaoxin serve --demo first")
        raise Unusable(Fault(str(home), found, None, remedy))
    kept = ("role", "username", "password", "zone")
    accounts = [{key: one[key] for key in kept} for one in json.loads(mark.read_text())]
    click.echo(json.dumps(accounts, ensure_ascii=False, indent=1))
