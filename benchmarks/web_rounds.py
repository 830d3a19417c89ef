"""A freeze as the ministry makes it: a national round from approved revisions to a kept result with rank intervals.

``bench freeze`` evaluates the demonstration's round of 2014 (143 zones, two years of 75,000 enterprises) in a process of
its own; ``bench freeze-export`` puts together the tables of 200,000 enterprises and the year before as one Parquet file.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import process, say

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "build" / "bench"
LIMIT, EXPORT_LIMIT = 15.0, 15.0

RUN = """
import sys
from pathlib import Path
from gaoxin_web.platform.home import enter
enter(Path(sys.argv[1]))
from gaoxin_web.collect.models import Round
from gaoxin_web.rounds.contents import contents
from gaoxin_web.rounds.running import evaluate_takes
found = Round.objects.get(data_year=2014, kind="annual")
evaluate_takes(contents(found), found.edition_text, Path(sys.argv[2]))
"""


def filled() -> Path:
    """Return a home with the demonstration at its usual size, filled once and kept; the round of 2014 waits to be frozen."""
    home = DATA / "rounds-home-waiting"
    if not (home / "demo.json").is_file():
        shutil.rmtree(home, ignore_errors=True)
        words = [sys.executable, "-m", "gaoxin_web.demo", str(home), "147", "80000", "waiting"]
        subprocess.run(words, check=True, env={**os.environ, "GAOXIN_DATABASE_URL": ""}, capture_output=True)
    return home


def freeze() -> None:
    """Time freeze, evaluation and rank intervals of a national round."""
    home = filled()
    with tempfile.TemporaryDirectory() as place:
        seconds, memory = process([sys.executable, "-c", RUN, str(home), place])
    say("freeze", seconds, LIMIT, 1, rss=memory)


def freeze_export() -> None:
    """Time the table of 200,000 enterprises and the year before, as a freeze writes it."""
    from gaoxin import synth
    from gaoxin.micro.tables import cut, join

    data = DATA / "rounds-200000"
    if not data.is_dir():
        synth.make(data, year=2015, zones=147, enterprises=200_000, years=2)
    tables = [one.parquet for one in cut(data / "enterprises.parquet", [2014, 2015])]
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        join(tables, Path(place) / "imported.parquet")
        say("freeze-export", time.perf_counter() - began, EXPORT_LIMIT, 1)


if __name__ == "__main__":
    freeze()
    freeze_export()
