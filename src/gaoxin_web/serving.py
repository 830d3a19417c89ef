"""Serving: the WSGI server, with the job runner as a child process that ends with it."""

import os
import subprocess
import sys
from pathlib import Path


def run(home: Path, port: int) -> None:
    """Serve on 127.0.0.1 until interrupted."""
    from granian import Granian
    from granian.constants import Interfaces

    runner = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gaoxin_web.platform.runner", str(home)],
        env=os.environ | {"GAOXIN_HOME": str(home)},
    )
    try:
        Granian(
            "gaoxin_web.wsgi:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=2,
            blocking_threads=4, log_access=False,
        ).serve()  # fmt: skip
    finally:
        runner.terminate()
        runner.wait()
