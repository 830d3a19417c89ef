"""Making a data package: what may be ordered, and a folder that is whole or not there."""

import shutil
import tempfile
from pathlib import Path

from gaoxin.synth.notes import README, TITLE
from gaoxin.synth.places import MOST_ZONES
from gaoxin.synth.tables import Order, Progress, write
from gaoxin.synth.totals import FIRST_YEAR, LAST_YEAR, usual_enterprises
from gaoxin.terms import Fault, Text, Unusable


def make(
    folder: Path | str, *, year: int, zones: int, enterprises: int | None = None, years: int = 2,
    seed: int = 1, progress: Progress | None = None,
) -> None:  # fmt: skip
    """Write a synthetic data package for ``year`` and the years before it into ``folder``.

    ``enterprises`` is the number in ``year`` (the published or interpolated one where None). The same
    arguments give the same bytes. An earlier synthetic package there is replaced whole; Unusable for any
    other folder that is not empty, and for numbers that cannot be met.
    """
    target = Path(folder)
    count = usual_enterprises(year) if enterprises is None else enterprises
    order = Order(year, zones, count, years, seed)
    faults = [*_out_of_range(order), *_occupied(target)]
    if faults:
        raise Unusable(faults)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        found = Text(f"不能写入：{error.strerror}", f"cannot be written: {error.strerror}")
        raise Unusable(Fault(str(target.parent), found)) from None
    try:
        write(draft / "new", order, progress or _silent)
        if target.exists():
            target.rename(draft / "old")
        (draft / "new").rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _silent(_step: str) -> None:
    return


def _out_of_range(order: Order) -> list[Fault]:
    allowed = {
        "--year": (order.year, FIRST_YEAR, LAST_YEAR),
        "--zones": (order.zones, 2, MOST_ZONES),
        "--enterprises": (order.enterprises, 2 * order.zones, 10_000_000),
        "--years": (order.years, 1, 10),
        "--seed": (order.seed, 0, 2**63),
    }
    return [
        Fault(
            option,
            Text(f"{value} 不在范围内", f"{value} is out of range"),
            Text(f"可为 {least} 至 {most}", f"may be {least} to {most}"),
        )
        for option, (value, least, most) in allowed.items()
        if not least <= value <= most
    ]


def _occupied(target: Path) -> list[Fault]:
    """Return a fault where something else than an earlier synthetic package stands."""
    notes = target / README
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return []
    if notes.is_file() and notes.read_bytes().startswith(TITLE.encode()):
        return []
    found = Text("已有别的内容，不覆盖", "holds something else, which is left alone")
    return [Fault(str(target), found, remedy=Text("换一个空文件夹", "name an empty folder"))]
