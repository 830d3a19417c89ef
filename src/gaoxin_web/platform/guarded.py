"""Guarded children: what strangers sent is read in a process of its own, with limits, without our secrets.

``run(module, folder, …)`` starts ``python -I -m gaoxin_web.platform.guarded MODULE FOLDER``. The child limits its own
address space and processor time before it imports anything else, then calls ``MODULE.main(folder)``, which reads from
and writes into that folder only and returns its answer (JSON). Lines that it ``say``s reach the parent while it works.
The parent ends it when it takes too long, holds too much memory, or nobody wants its answer any more.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

Answer = dict[str, Any]
Hear = Callable[[Mapping[str, Any] | None], None]
"""Called with what the child says, and with None while it is silent; what it raises ends the child."""

ADDRESS_SPACE = 3 * 2**30
"""Bytes of address space, several times what may be resident: libraries map far more than they use."""

WATCH = 0.2
"""Seconds between two looks at a child."""


class Overrun(Exception):
    """The child went beyond a limit, or died; ``why`` is time, memory or died."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may take: wall seconds, and bytes resident in memory with all its own children."""

    seconds: int = 600
    resident: int = 500 * 2**20


def run(module: str, folder: Path, hear: Hear = lambda _said: None, limits: Limits | None = None) -> Answer:
    """Return what ``module.main(folder)`` answers in a guarded child; Overrun when it goes beyond its limits."""
    allowed = limits or Limits()
    command = [sys.executable, "-I", "-m", __name__, module, str(folder), str(allowed.seconds)]
    child = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
        env=_environment(folder), start_new_session=True,
    )  # fmt: skip
    try:
        return _listen(child, hear, allowed)
    finally:
        _end(child)


def _environment(folder: Path) -> dict[str, str]:
    """Return all that the child knows of where it runs: no key, no database, no home of ours."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "GAOXIN_LANG") if name in os.environ
    }
    return kept | {"TMPDIR": str(folder), "HOME": str(folder), "GAOXIN_THREADS": "1"}


def _listen(child: "subprocess.Popen[bytes]", hear: Hear, limits: Limits) -> Answer:
    end = time.monotonic() + limits.seconds
    said: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read, args=(child, said), daemon=True).start()
    while True:
        try:
            line = said.get(timeout=WATCH)
        except Empty:
            if time.monotonic() > end:
                raise Overrun("time") from None
            if resident(child.pid) > limits.resident:
                raise Overrun("memory") from None
            hear(None)
            continue
        if not line:
            raise Overrun("died")
        word = json.loads(line)
        if "answer" in word:
            answer: Answer = word["answer"]
            return answer
        hear(word)


def _read(child: "subprocess.Popen[bytes]", said: "SimpleQueue[bytes]") -> None:
    assert child.stdout is not None
    with child.stdout as pipe:  # closed here alone: at the child's end at the latest
        for line in pipe:
            said.put(line)
    said.put(b"")


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child with all that it started, and take it from the list of processes."""
    for process in family(child.pid):
        try:
            os.kill(process, 9)
        except (ProcessLookupError, PermissionError):
            continue
    child.kill()
    if child.stdin is not None:
        child.stdin.close()
    child.wait()


def family(process: int) -> Iterator[int]:
    """Yield a process and all below it, as far as the system tells (Linux)."""
    yield process
    for thread in Path(f"/proc/{process}/task").glob("*"):
        try:
            below = (thread / "children").read_text().split()
        except OSError:
            continue
        for one in below:
            yield from family(int(one))


def resident(process: int) -> int:
    """Return the bytes that a process and all below it hold in memory; 0 where the system does not tell."""
    total = 0
    for one in family(process):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except OSError:
            continue
    return total * os.sysconf("SC_PAGE_SIZE")


def say(**word: Any) -> None:
    """Tell the parent something, from inside a child."""
    sys.stdout.write(json.dumps(word, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _limit(seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    """End this process when the parent is gone: its end of our standard input closes."""
    os.read(0, 1)
    os._exit(9)


def main(module: str, folder: str, seconds: str) -> None:
    """Be the child."""
    _limit(int(seconds))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    answer = import_module(module).main(Path(folder))
    say(answer=answer)


def fresh(folder: Path) -> Path:
    """Return an empty folder of that name that nobody else may read; what a dead job left in it is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def remove(folder: Path) -> None:
    """Remove a folder with all that a child left in it."""
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
