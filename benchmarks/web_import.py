"""The import of a zone's workbook, as a zone sends it: read, checked, compared, written back, confirmed into the draft.

``bench import-zone`` is an average zone (1,124 enterprises), ``bench import-giant`` one of 30,000; each with 130 filled
columns of survey codes in one workbook, last year's table beside it. rss is the most that the guarded child and its own
children held together.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from benchmarks.timing import say
from gaoxin.edition import load
from gaoxin.micro.tables import Parcel, cut, rows
from gaoxin.synth import make

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "build" / "bench"
YEAR, COLUMNS = 2015, 130
LIMITS = {"import-zone": (1_124, 10.0), "import-giant": (30_000, 120.0)}


def import_zone() -> None:
    """Time an average zone."""
    _said("import-zone")


def import_giant() -> None:
    """Time a giant zone."""
    _said("import-giant")


def _said(name: str) -> None:
    """Run one import in a process of its own, with a home of its own, and print its line."""
    enterprises, limit = LIMITS[name]
    book, last = workbook(enterprises)
    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as home:
        words = [sys.executable, "-m", "gaoxin_web.demo", home, "12", "600"]
        subprocess.run(words, check=True, capture_output=True)
        words = [sys.executable, "-m", "benchmarks.web_import", home, str(book), str(last)]
        done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)
    seconds, resident, state = done.stdout.split()
    assert state == "confirmed", done.stdout
    say(name, float(seconds), limit, 1, rss=float(resident))


def workbook(enterprises: int) -> tuple[Path, Path]:
    """Return a workbook of so many synthetic enterprises, and last year's table of them; made once."""
    book, last = DATA / f"zone-{enterprises}.xlsx", DATA / f"zone-{enterprises}-last.parquet"
    if not (book.exists() and last.exists()):
        print(f"# making a workbook of {enterprises:,} enterprises", flush=True)
        DATA.mkdir(parents=True, exist_ok=True)
        before, now = _parcels(enterprises)
        _write(book, now)
        last.write_bytes(_known(before, now, enterprises))
    return book, last


def _known(before: Parcel, now: Parcel, enterprises: int) -> bytes:
    """Return last year's table of the workbook's enterprises, and of one in twenty more that have left since."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as folder:
        one, two, out = (Path(folder) / name for name in ("before.parquet", "now.parquet", "out.parquet"))
        one.write_bytes(before.parquet)
        two.write_bytes(now.parquet)
        duckdb.execute(
            f"COPY (WITH sent AS (SELECT credit_code FROM '{two}' ORDER BY 1 LIMIT {enterprises}), "
            f"gone AS (SELECT credit_code FROM '{one}' WHERE credit_code NOT IN (SELECT credit_code FROM '{two}') "
            f"ORDER BY 1 LIMIT {enterprises // 20}) SELECT * FROM '{one}' WHERE credit_code IN (FROM sent) "
            f"OR credit_code IN (FROM gone) ORDER BY credit_code) TO '{out}' (FORMAT parquet)"
        )
        return out.read_bytes()


def _parcels(enterprises: int) -> tuple[Parcel, Parcel]:
    """Return two years of the largest zone of a synthetic package that is large enough."""
    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as folder:
        make(Path(folder) / "data", year=YEAR, zones=3, enterprises=enterprises * 3)
        parcels = list(cut(Path(folder) / "data" / "enterprises.parquet", [YEAR - 1, YEAR]))
    now = max((one for one in parcels if one.year == YEAR), key=lambda one: one.rows)
    before = next(one for one in parcels if one.year == YEAR - 1 and one.zone == now.zone)
    assert now.rows >= enterprises, "the largest zone is large enough"
    return before, now


def _write(out: Path, parcel: Parcel) -> None:
    import xlsxwriter

    enterprises = int(out.stem.split("-")[1])
    fields = load("cn-2013-388").enterprise_fields
    names = [name for name in parcel.columns if name not in ("year", "zone", "synthetic")][:COLUMNS]
    book = xlsxwriter.Workbook(str(out), {"constant_memory": True})
    sheet, day = book.add_worksheet("企业年报"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, [fields[name].code or name for name in names])
    for at, row in enumerate(_rows(parcel, names, enterprises), 1):
        for column, name in enumerate(names):
            _cell(sheet, at, column, row[name], day)
    book.close()


def _rows(parcel: Parcel, names: list[str], enterprises: int) -> Iterator[dict[str, Any]]:
    for offset in range(0, enterprises, 2_000):
        yield from rows(parcel.parquet, names, offset=offset, limit=min(2_000, enterprises - offset))[1]


def _cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, bool):
        sheet.write_number(row, column, 1 if value else 2)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, float(value))


def _measure(home: str, book: str, last: str) -> None:
    """Import one workbook into the first zone with accounts, and print seconds, MiB and how it ended."""
    os.environ["GAOXIN_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")
    import django

    django.setup()
    from gaoxin_web.accounts.models import Person
    from gaoxin_web.collect import jobs
    from gaoxin_web.collect.excel_actions import confirm, receive
    from gaoxin_web.collect.models import Submission, Upload
    from gaoxin_web.platform.actor import Actor
    from gaoxin_web.platform.jobs import Running

    officer = Person.objects.get(username="officer1")
    held = Submission.objects.get(
        organisation=officer.organisation, form__kind="enterprises", round__closed=False
    )
    _last_year(held, Path(last))
    peak, over = [0.0], threading.Event()
    threading.Thread(target=_watch, args=(peak, over), daemon=True).start()
    began = time.perf_counter()
    upload = receive(Actor(officer), held.pk, "企业年报.xlsx", Path(book).read_bytes())
    assert upload.job is not None
    jobs.read_upload(Running(upload.job))
    if Upload.objects.get(pk=upload.pk).state == "checked":
        confirm(Actor(officer), upload.pk)
    seconds = time.perf_counter() - began
    over.set()
    print(f"{seconds:.3f} {peak[0] / 2**20:.0f} {Upload.objects.get(pk=upload.pk).state}")


def _last_year(held: Any, last: Path) -> None:
    """Let last year's approved table be that of the workbook's enterprises, in the zone of the submission."""
    import duckdb
    from django.utils import timezone

    from gaoxin.terms import digest_bytes
    from gaoxin_web.accounts.models import Person
    from gaoxin_web.collect.models import Revision, Submission, Table
    from gaoxin_web.review.models import Decision

    out = last.with_suffix(".zone.parquet")
    duckdb.execute(
        f"COPY (SELECT * REPLACE ('{held.zone.code}' AS zone) FROM '{last}') TO '{out}' (FORMAT parquet)"
    )
    content = out.read_bytes()
    columns = duckdb.execute(f"DESCRIBE SELECT * FROM '{out}'").fetchall()
    count = duckdb.execute(f"SELECT count(*) FROM '{out}'").fetchall()[0][0]
    table = Table.objects.create(
        digest=digest_bytes(content), rows=count, columns=[one[0] for one in columns], parquet=content
    )
    before = Submission.objects.get(
        organisation=held.organisation, form__kind="enterprises", round__data_year=held.round.data_year - 1
    )
    made = Revision.objects.create(
        submission=before, number=99, table=table, sealed_at=timezone.now(), digest="0" * 64
    )
    Decision.objects.create(
        submission=before, revision=made, action="approve", source="province_approved", target="ministry_approved",
        person=Person.objects.get(username="ministry1"),
    )  # fmt: skip
    Submission.objects.filter(pk=before.pk).update(approved=made)


def _watch(peak: list[float], over: threading.Event) -> None:
    """Keep the most that the children of this process held at a time."""
    from gaoxin_web.platform.guarded import family, resident

    while not over.wait(0.1):
        below = list(family(os.getpid()))[1:]
        peak[0] = max(peak[0], resident(below[0]) if below else 0)


if __name__ == "__main__":
    _measure(*sys.argv[1:])
