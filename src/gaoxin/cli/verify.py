"""``gaoxin verify``: everything computed again and compared."""

import sys
from pathlib import Path

import click

from gaoxin.cli import options


@click.command(short_help="recompute and compare")
@click.argument("folder", type=options.FOLDER, metavar="DIR")
def verify(folder: Path) -> None:
    """从结果目录自带的数据和体系重算一切，逐文件比对；完全一致时退出码为 0。

    Compute a result again from its own data and edition and compare every file; exit 0 when identical.
    """
    from gaoxin.lineage import verify as differences
    from gaoxin.report.workbook import extra
    from gaoxin.terms import Text

    found = differences(folder, extra)
    if not found:
        click.echo(
            Text(
                "一致 identical：全部文件与重算结果逐字节相同",
                "identical: every file equals what comes out, byte for byte",
            )
        )
        return
    for one in found:
        click.echo(str(one), err=True)
    click.echo(Text(f"不一致：{len(found)} 个文件", f"different: {len(found)} files"), err=True)
    sys.exit(1)
