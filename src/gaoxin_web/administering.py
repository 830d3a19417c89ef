"""``gaoxin journal`` and ``gaoxin administrators``: what the three administrators need before and beside the pages."""

import os
from pathlib import Path

import click

from gaoxin.terms import Fault, Text, Unusable
from gaoxin_web.command import home_option
from gaoxin_web.platform.home import enter


@click.group(short_help="verify and seal the journal")
def journal() -> None:
    """核验与封存日志.

    Verify and seal the journal of an installation.
    """


@journal.command(short_help="name the first bad line")
@home_option
def verify(home: Path) -> None:
    """核验全链与封存；有不对的，指出第一条，退出码 1.

    Read the whole journal, compare it with the seals, and name the first line that is changed, missing, moved or added.
    """
    _enter(home)
    from gaoxin_web.platform.journal import REASONS
    from gaoxin_web.platform.seals import state_of

    state = state_of(home)
    if state.bad:
        number, reason = state.bad
        said = REASONS[reason]
        raise click.ClickException(str(Text(f"第 {number} 条：{said.zh}", f"line {number}: {said.en}")))
    click.echo(
        Text(
            f"{state.lines} 条全部相符，已封存 {state.seals} 天",
            f"{state.lines} lines hold, {state.seals} days sealed",
        )
    )


@journal.command(short_help="write the last line of each past day into a file")
@home_option
def seal(home: Path) -> None:
    """封存已过去的每一天：末条的号与摘要写入文件夹中的 journal/seals.txt.

    Write number and hash of the last line of every past day into journal/seals.txt of the home; the daily job does it too.
    """
    _enter(home)
    from gaoxin_web.platform.seals import place, seal_days

    made = seal_days(home)
    click.echo(Text(f"新封存 {len(made)} 天：{place(home)}", f"{len(made)} days sealed: {place(home)}"))


@journal.command(short_help="hold what is sealed and approved against its digests")
@home_option
def approved(home: Path) -> None:
    """核验每一份封存的报表与企业表；结果记入日志，有不对的，指出第一份，退出码 1.

    Recompute the digests of every sealed return and table, as the nightly job does, and name the first that does not hold.
    """
    _enter(home)
    from gaoxin_web.platform.actor import Actor
    from gaoxin_web.review.verification import WRONG, verify_approved

    found = verify_approved(Actor(None, door="command"))
    if found.first:
        said = WRONG[found.first.wrong]
        raise click.ClickException(f"{found.first.subject}: {said}")
    click.echo(
        Text(
            f"{found.revisions} 份封存的报表、{found.tables} 张企业表全部相符",
            f"{found.revisions} sealed returns and {found.tables} tables hold",
        )
    )


@click.command(short_help="invite the first three administrators")
@home_option
@click.option(
    "--address", default="http://127.0.0.1:8000", show_default=True, help="系统网址 / address of the system"
)
@click.option(
    "--ministry", default="科技部火炬中心", show_default=True, help="主管单位 / name of the ministry's office"
)
def administrators(home: Path, address: str, ministry: str) -> None:
    """为空系统邀请系统、安全、审计三位管理员；链接只显示一次.

    Invite the system, the security and the audit administrator of an installation that has no people yet.
    """
    enter(home)
    from django.core.management import call_command

    from gaoxin_web.accounts.first import found

    call_command("migrate", verbosity=0)
    links = found(ministry)
    if not links:
        said = Text(
            "已有人员，不能再用此命令",
            "there are people already: administrators invite each other on the web",
        )
        raise Unusable(Fault(str(home), said))
    for role, token in links.items():
        click.echo(f"{role}  {address.rstrip('/')}/invitation/{token}")


def _enter(home: Path) -> None:
    """Enter a home that is one: a folder that a server made, or any where the database is named."""
    if not (os.environ.get("GAOXIN_DATABASE_URL") or (home / "secret.key").is_file()):
        remedy = Text("用 --home 指明 gaoxin serve 所用的文件夹", "name the folder of gaoxin serve by --home")
        said = Text("不是系统的文件夹", "is no home of an installation")
        raise Unusable(Fault(str(home), said, None, remedy))
    enter(home)
    from django.db import DatabaseError

    from gaoxin_web.platform.models import Entry

    try:
        Entry.objects.first()
    except DatabaseError as fault:
        said = Text("数据库没有日志表，或不能连接", "the database has no journal, or does not answer")
        raise Unusable(Fault(str(home), said)) from fault
