"""Serving: the WSGI server, with the job runner as a child that is started again when it dies and ends with the server."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from gaoxin_web.platform.lifeline import SERVER

WORKERS, THREADS = 2, 4


def run(home: Path, port: int, *, runner: bool = True) -> None:
    """Serve on 127.0.0.1 until interrupted; ``runner`` says whether jobs run here too."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ[SERVER] = str(os.getpid())
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(home, over), daemon=True)
    if runner:
        keeper.start()
    try:
        Granian(
            "gaoxin_web.wsgi:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI,
            workers=WORKERS, blocking_threads=THREADS, log_access=False,
        ).serve()  # fmt: skip
    finally:
        over.set()
        if runner:
            keeper.join(10)


def _keep(home: Path, over: threading.Event) -> None:
    """Keep a runner alive until the server is over, then end it."""
    while not over.is_set():
        child = subprocess.Popen([sys.executable, "-m", "gaoxin_web.platform.runner", str(home)])  # noqa: S603
        while child.poll() is None and not over.wait(0.5):
            pass
        if over.is_set():
            child.terminate()
            child.wait(10)
        else:
            time.sleep(1)  # one that dies at once does not take the processor
