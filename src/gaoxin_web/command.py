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
@click.option(
    "--no-jobs", is_flag=True, help="作业由另外的进程运行（gaoxin work） / jobs run elsewhere (gaoxin work)"
)
@click.option("--zones", default=147, show_default=True, hidden=True)
@click.option("--enterprises", default=80_000, show_default=True, hidden=True)
def serve(home: Path, port: int, demo: bool, no_jobs: bool, zones: int, enterprises: int) -> None:
    """启动网上报送与审核：http://127.0.0.1:8000.

    Start the web application on 127.0.0.1 with its job runner as a child process.
    """
    if demo and not (home / "demo.json").exists():
        prepare(home, zones, enterprises)
    enter(home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from gaoxin_web.serving import run

    if demo:
        _welcome(home, port)
    run(home.resolve(), port, runner=not no_jobs)


def _welcome(home: Path, port: int) -> None:
    """Print where the demonstration is, and one account a role."""
    click.echo(f"http://127.0.0.1:{port}   {Text('合成演示数据', 'synthetic demonstration data')}")
    for one in json.loads((home / "demo.json").read_text()):
        click.echo(f"  {one['username']:<12} {one['password']:<18} {one['role']} {one['zone']}")


@click.command(short_help="run the jobs of a home")
@home_option
def work(home: Path) -> None:
    """运行作业：与 gaoxin serve --no-jobs 配合，可在多台机器上各开几个.

    Run the jobs of a home until interrupted, beside gaoxin serve --no-jobs; as many as are wanted.
    """
    from gaoxin_web.platform.runner import main

    main(str(home))


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


@click.command("backup", short_help="write a backup of a home")
@click.argument("file", type=click.Path(path_type=Path))
@home_option
def backup(file: Path, home: Path) -> None:
    """备份整个文件夹和数据库到一个文件，可在使用中进行.

    Write database and files of a home into one file, while people go on working.
    """
    enter(home)
    from gaoxin_web.platform.backup import backup as write

    manifest = write(home.resolve(), file)
    rows = sum(manifest["rows"].values())
    click.echo(f"{file}: {rows:,} {Text('行', 'rows')}, {len(manifest['files'])} {Text('个文件', 'files')}")


@click.command("restore", short_help="put a backup into an empty home")
@click.argument("file", type=click.Path(path_type=Path))
@home_option
def restore(file: Path, home: Path) -> None:
    """把备份恢复到空的文件夹；损坏、版本不符的备份不恢复.

    Put a backup into an empty home; a damaged one, or one of a newer version, is refused and nothing is written.
    """
    enter(home)
    from gaoxin_web.platform.backup import restore as put

    manifest = put(file, home.resolve())
    rows = sum(manifest["rows"].values())
    click.echo(f"{home}: {rows:,} {Text('行', 'rows')}, {len(manifest['files'])} {Text('个文件', 'files')}")
