"""Pages of results under load: 178 zones, eight released years, fifty readers at once on the cores of server and readers.

A fifth of the readers are of the ministry, three tenths of provinces, half of zones. Each reads rankings, profiles,
comparisons and traces of any released year, of any zone that he may see, with a pause of one to two seconds. Every
request counts, from the first on. The home is kept under ``out/`` and used again while the tables are the same.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.served import Served
from benchmarks.timing import process, say
from benchmarks.visitor import Visitor

HOME = Path("out/bench-web-results")
ZONES, ENTERPRISES, YEARS = (
    int(one) for one in os.environ.get("GAOXIN_BENCH_RESULTS", "183,24000,8").split(",")
)
"""Of 183 zones 178 are national in every year."""

USERS = 50
SECONDS = float(os.environ.get("GAOXIN_BENCH_SECONDS", "60"))
GOAL, GOAL_SUPPOSED, GOAL_EVALUATED = 0.200, 0.150, 15.0
"""What is promised, in seconds: the 95 % quantile of a page, of a what-if, the whole of a national freeze."""

Reader = dict[str, Any]
Crowd = list[tuple[Visitor, Reader]]
Ask = Callable[[Visitor, Reader, random.Random], None]


def results() -> None:
    """Print the 95 % quantile of each kind of page with fifty readers at once."""
    prepare()
    server = Served(HOME)
    with server as port:
        people = logged_in(port, USERS)
        before = server.spent()
        visitors = crowd(people, SECONDS, read)
        used = server.spent() - before
    report("50-users", visitors, GOAL)
    number = sum(len(one.waits) for one in visitors)
    print(f"# {1000 * used / number:.0f} ms of the server's processors a page", flush=True)


def what_if() -> None:
    """Print the 95 % quantile of a what-if by itself, then while forty-nine others read and ask one time in ten."""
    prepare()
    with Served(HOME) as port:
        report(
            "alone", crowd(logged_in(port, 1), SECONDS / 3, suppose, pause=0.0), GOAL_SUPPOSED, only="what-if"
        )
        report(
            "50-users",
            crowd(logged_in(port, USERS), SECONDS, read_and_suppose),
            GOAL_SUPPOSED,
            only="what-if",
        )


def evaluate_national() -> None:
    """Time a national freeze as two persons of the ministry make it, with its evaluation job, from the home of `freeze`."""
    from benchmarks import web_rounds

    source = web_rounds.filled()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        shutil.copytree(source, home, ignore=shutil.ignore_patterns("results"))
        seconds, memory = process([sys.executable, "-c", FREEZE, str(home)])
    say("evaluate-national", seconds, GOAL_EVALUATED, 1, rss=memory)


FREEZE = """
import sys
from pathlib import Path
from gaoxin_web.platform.home import enter
enter(Path(sys.argv[1]))
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Round
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.runner import step
from gaoxin_web.rounds import jobs
from gaoxin_web.rounds.actions import ask_freeze, confirm_freeze
one, other = (Actor(Person.objects.get(username=name)) for name in ("ministry1", "ministry2"))
made = ask_freeze(one, Round.objects.get(data_year=2014, kind="annual"))
asked = confirm_freeze(other, made)
while step("bench"):
    pass
state = Job.objects.get(pk=asked.pk)
assert state.state == "done", (state.state, state.error)
"""


def prepare() -> None:
    """Fill the home unless a filled one with these tables is there."""
    from gaoxin.terms import digest_file

    mark = HOME / "bench.json"
    tables = digest_file(Path("src/gaoxin_web/migrations/0001_tables.py"))
    wanted = {"zones": ZONES, "enterprises": ENTERPRISES, "years": YEARS, "tables": tables}
    if mark.is_file() and json.loads(mark.read_text()) == wanted:
        return
    shutil.rmtree(HOME, ignore_errors=True)
    began = time.perf_counter()
    words = ["benchmarks.web_results_seed", str(HOME), str(ZONES), str(ENTERPRISES), str(YEARS)]
    subprocess.run([sys.executable, "-m", *words], check=True)
    mark.write_text(json.dumps(wanted))
    print(f"# seeded {YEARS} released years in {time.perf_counter() - began:.0f} s", flush=True)


def logged_in(port: int, users: int) -> Crowd:
    """Return so many readers of every level, logged in: that is slow on purpose and does not count."""
    readers = mixed(json.loads((HOME / "readers.json").read_text()), users)
    visitors = [Visitor("127.0.0.1", port) for _ in readers]
    for visitor, reader in zip(visitors, readers, strict=True):
        visitor.log_in(reader["username"], reader["password"])
        visitor.waits.clear()
        visitor.connection.close()  # the server would end it while the others log in
    return list(zip(visitors, readers, strict=True))


def crowd(people: Crowd, seconds: float, ask: Ask, pause: float = 1.0) -> list[Visitor]:
    """Let people read for so long; return them with everything they waited for."""
    end = time.monotonic() + seconds

    def work(visitor: Visitor, reader: Reader, dice: random.Random) -> None:
        time.sleep(dice.uniform(0, 2) * pause)
        while time.monotonic() < end:
            ask(visitor, reader, dice)
            time.sleep(dice.uniform(1, 2) * pause)

    with ThreadPoolExecutor(len(people)) as pool:
        works = [pool.submit(work, *one, random.Random(at)) for at, one in enumerate(people)]
    for one in works:
        one.result()  # whoever could not go on says why
    return [visitor for visitor, _ in people]


def mixed(readers: list[Reader], users: int) -> list[Reader]:
    """Return so many readers: of ten two of the ministry, three of provinces, five of zones."""
    by_level: dict[str, list[Reader]] = defaultdict(list)
    for one in readers:
        by_level[one["level"]].append(one)
    order = (
        "ministry",
        "zone",
        "province",
        "zone",
        "province",
        "zone",
        "ministry",
        "zone",
        "province",
        "zone",
    )
    return [by_level[order[at % 10]].pop(0) for at in range(users)]


def read(visitor: Visitor, reader: Reader, dice: random.Random) -> None:
    """Read one page."""
    year, zones = dice.choice(reader["years"]), reader["zones"]
    zone = dice.choice(zones)
    kinds = ["ranking", "profile", "profile", "trace", *(["compare"] if len(zones) > 1 else ["trace"])]
    what = dice.choice(kinds)
    pages = {
        "ranking": dice.choice(
            ["/ranking/?year={}", "/ranking/?year={}&sort=score", "/ranking/?year={}&page=2"]
        ).format(year),
        "profile": f"/zones/{zone}/profile?year={year}",
        "trace": f"/trace/{dice.choice(['rank/total', 'score/total', 'indicator/1.4', 'dimension/1'])}@{zone}@{year}",
        "compare": f"/compare/?year={year}"
        + "".join(f"&zone={one}" for one in dice.sample(zones, min(3, len(zones)))),
    }
    visitor.get(what, pages[what])


def suppose(visitor: Visitor, reader: Reader, dice: random.Random) -> None:
    """Ask what a zone's rank would be with another figure."""
    year, zone = dice.choice(reader["years"]), dice.choice(reader["zones"])
    asked = {"what": "indicator/1.4", "value": str(dice.randrange(1, 60)), "goal": ""}
    visitor.post("what-if", f"/zones/{zone}/suppose?year={year}", asked)


def read_and_suppose(visitor: Visitor, reader: Reader, dice: random.Random) -> None:
    """Read a page, or one time in ten ask."""
    (suppose if dice.random() < 0.1 else read)(visitor, reader, dice)


def report(name: str, visitors: list[Visitor], goal: float, only: str = "") -> None:
    """Print one line a kind of request, and refuse to be silent about errors."""
    waits: dict[str, list[float]] = defaultdict(list)
    for what, seconds, _ in (one for visitor in visitors for one in visitor.waits):
        waits[what].append(seconds)
    for what, found in sorted(waits.items()):
        if only in ("", what):
            found.sort()
            say(f"{what}-{name}", found[int(0.95 * (len(found) - 1))], goal, 1)
    every = sorted(seconds for found in waits.values() for seconds in found)
    middle, late = every[len(every) // 2], every[int(0.99 * (len(every) - 1))]
    codes = [status for visitor in visitors for _, _, status in visitor.waits]
    bad, refused = sum(one >= 500 for one in codes), sum(400 <= one < 500 for one in codes)
    print(
        f"# {len(codes)} requests, p50={middle:.3f} p99={late:.3f}, {bad} errors, {refused} refused",
        flush=True,
    )
    if bad or refused:
        raise SystemExit(f"{bad} requests failed, {refused} were refused")


BENCHMARKS = {"results": results, "what-if": what_if, "evaluate-national": evaluate_national}

if __name__ == "__main__":
    for asked in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[asked]()
