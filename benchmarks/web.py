"""``make bench-web``: the web application under load, against a database with eight years of 200,000 enterprises.

Fifty people work at once on the same two cores as the server and this program: each logs in, then reads pages and saves
cells with a pause of a second between two acts, as fast typists do, and submits at the end. Every request counts, also
those that fail. The
home is kept under ``out/`` and used again while the tables are the same.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks import web_import, web_results, web_rounds
from benchmarks.served import Served
from benchmarks.timing import say
from benchmarks.visitor import Visitor

HOME = Path("out/bench-web")
ZONES, ENTERPRISES, YEARS = (
    int(one) for one in os.environ.get("GAOXIN_BENCH_WEB", "178,200000,8").split(",")
)
USERS, SECONDS, PAUSE = 50, 60.0, 1.0
GOALS = {"page": 0.400, "cell": 0.300, "submit": 0.800}
"""The 95 % quantile that is promised, in seconds."""


def load() -> None:
    """Print the 95 % quantiles of pages, cell saves and submits with 50 people at once, and the number of errors."""
    prepare()
    with Served(HOME) as port:
        visitors = crowd(port, USERS, SECONDS)
    report("50-users", visitors)


def sweep() -> None:
    """Print the quantiles for 1 to 80 people, and for 50 with longer pauses, to find where the server is full.

    Lines begin with #; each says whether the goals hold there. Nobody submits, so that everybody goes on filling.
    """
    prepare()
    with Served(HOME) as port:
        for users, pause in [(users, PAUSE) for users in (1, 5, 10, 20, 40, 50, 80)] + [(50, 2.0), (50, 4.0)]:
            visitors = crowd(port, users, 20.0, pause, submit=False)
            waits = gathered(visitors)
            quantiles = " ".join(
                f"{what} p50={at(found, 0.5):.3f} p95={at(found, 0.95):.3f} p99={at(found, 0.99):.3f}"
                for what, found in sorted(waits.items())
            )
            held = all(at(found, 0.95) <= GOALS[what] for what, found in waits.items())
            number = sum(map(len, waits.values()))
            print(f"# {users} users, pause {pause:.0f} s: {number / 20.0:.0f} requests/s {quantiles} "
                  f"goals {'hold' if held else 'do not hold'}", flush=True)  # fmt: skip


def gathered(visitors: list[Visitor]) -> dict[str, list[float]]:
    """Return what everybody waited, sorted, by kind of request."""
    waits: dict[str, list[float]] = defaultdict(list)
    for visitor in visitors:
        for what, seconds, _ in visitor.waits:
            waits[what].append(seconds)
    return {what: sorted(found) for what, found in waits.items()}


def at(found: list[float], share: float) -> float:
    """Return a quantile of sorted figures."""
    return found[int(share * (len(found) - 1))]


def prepare() -> None:
    """Fill the home unless a filled one with these tables is there."""
    mark = HOME / "bench.json"
    wanted = {"zones": ZONES, "enterprises": ENTERPRISES, "years": YEARS, "tables": tables()}
    if mark.is_file() and json.loads(mark.read_text()) == wanted:
        return
    shutil.rmtree(HOME, ignore_errors=True)
    began = time.perf_counter()
    words = [
        sys.executable,
        "-m",
        "benchmarks.web_seed",
        str(HOME),
        str(ZONES),
        str(ENTERPRISES),
        str(YEARS),
        str(USERS),
    ]
    subprocess.run(words, check=True)
    mark.write_text(json.dumps(wanted))
    print(
        f"# seeded {YEARS} years of {ENTERPRISES:,} enterprises in {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def tables() -> str:
    """Return what tells whether a filled home still fits: the text of the first migration."""
    from gaoxin.terms import digest_file

    return digest_file(Path("src/gaoxin_web/migrations/0001_tables.py"))


def crowd(
    port: int, users: int, seconds: float, pause: float = PAUSE, *, submit: bool = True
) -> list[Visitor]:
    """Let so many people work for so long; return them with everything they waited for. All submit at its end."""
    accounts = json.loads((HOME / "crowd.json").read_text())[:users]
    visitors = [Visitor("127.0.0.1", port) for _ in accounts]
    for visitor, account in zip(visitors, accounts, strict=True):
        visitor.log_in(account["username"], account["password"])
        visitor.waits.clear()  # logging in is slow on purpose
        visitor.connection.close()  # the server lets go who is silent while the others log in
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_work, args=(visitor, account, end, random.Random(number), pause, submit))
        for number, (visitor, account) in enumerate(zip(visitors, accounts, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return visitors


def _work(
    visitor: Visitor, account: dict[str, Any], end: float, dice: random.Random, pause: float, submit: bool
) -> None:
    submission, fields = account["submission"], account["fields"]
    version: dict[str, int] = defaultdict(int)
    while time.monotonic() < end:
        drawn = dice.random()
        if drawn < 0.45:
            _save(visitor, submission, dice.choice(fields), version, dice)
        else:
            visitor.get("page", dice.choice(account["pages"]))
        time.sleep(dice.uniform(0.5, 1.5) * pause)
    if not submit:
        return
    _settle(visitor, submission, account["good"], version)
    visitor.post(
        "submit",
        f"/submissions/{submission}/submit",
        {"stated": "1", "head": "李明", "statistician": "王芳", "filler": "赵新"},
    )
    visitor.post("withdraw", f"/submissions/{submission}/withdraw", {})  # so that the home can be used again


def _settle(visitor: Visitor, submission: str, good: dict[str, list[str]], version: dict[str, int]) -> None:
    """Paste figures that stand the checks over the random ones, in one block, so that the submit is accepted."""
    cells = [
        {"field": name, "value": text, "seen": version[section]} for name, (section, text) in good.items()
    ]
    visitor.send("block", f"/submissions/{submission}/cells", {"cells": cells})


def _save(
    visitor: Visitor, submission: str, field: list[str], version: dict[str, int], dice: random.Random
) -> None:
    """Save one cell; what the server says of the section's version is remembered, as the page does."""
    name, section = field
    said = {"cells": [{"field": name, "value": str(dice.randrange(1, 99)), "seen": version[section]}]}
    status, body = visitor.send("cell", f"/submissions/{submission}/cells", said)
    if status in {200, 409}:
        version[section] = newest(json.loads(body), version[section])


def newest(said: dict[str, list[dict[str, int]]], version: int) -> int:
    """Return the newest version that an answer speaks of: of what was kept, or of the conflict."""
    return max(
        [version, *(int(one["version"]) for one in [*said.get("cells", []), *said.get("conflicts", [])])]
    )


def report(name: str, visitors: list[Visitor]) -> None:
    """Print one line a kind of request, and refuse to be silent about errors."""
    waits = gathered(visitors)
    bad = [one for visitor in visitors for one in visitor.waits if one[2] >= 500]
    for what, goal in GOALS.items():
        if what in waits:
            say(f"{what}-{name}", at(waits[what], 0.95), goal, 1)
    total = sum(map(len, waits.values()))
    refused = sum(1 for visitor in visitors for one in visitor.waits if 400 <= one[2] < 500)
    submits = [one[2] for visitor in visitors for one in visitor.waits if one[0] == "submit"]
    accepted = sum(status < 400 for status in submits)
    print(
        f"# {total} requests, {len(bad)} errors, {refused} refused, {accepted} of {len(submits)} submits accepted",
        flush=True,
    )
    if bad:
        raise SystemExit(f"{len(bad)} requests failed")


BENCHMARKS = {
    "load": load,
    "sweep": sweep,
    "import-zone": web_import.import_zone,
    "import-giant": web_import.import_giant,
    "freeze": web_rounds.freeze,
    "freeze-export": web_rounds.freeze_export,
    "results": web_results.results,
    "what-if": web_results.what_if,
    "evaluate-national": web_results.evaluate_national,
}

if __name__ == "__main__":
    for asked in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[asked]()
