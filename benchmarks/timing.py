"""Paired timing: ours and the limit in turn, so that both meet the same machine; medians are printed."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

Work = Callable[[], object]


def paired(ours: Work, limit: Work, rounds: int = 7) -> tuple[float, float, float]:
    """Return the median seconds of both after a warm-up round, and the median of the ratios pair by pair."""
    times = [(_seconds(ours), _seconds(limit)) for _ in range(rounds + 1)][1:]
    ratio = statistics.median(one / other for one, other in times)
    return statistics.median(one for one, _ in times), statistics.median(other for _, other in times), ratio


def process(words: Sequence[str]) -> tuple[float, float]:
    """Run a command; return its wall seconds and the peak memory of its process in MiB."""
    began = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} ended with {child.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def say(
    name: str, ours: float, limit: float, goal: float, ratio: float | None = None, rss: float | None = None
) -> None:
    """Print one line in the form that outside checks read."""
    found = ours / limit if ratio is None else ratio
    memory = "" if rss is None else f" rss={rss:.0f}MiB"
    print(
        f"bench {name} ours={ours:.3f} limit={limit:.3f} ratio={found:.2f} goal={goal:g}{memory}", flush=True
    )


def _seconds(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


__all__ = ["paired", "process", "resource", "say"]
