"""A server of the web application for a benchmark: started on a home, ended with the block."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


class Served:
    """A server on a home, ended with the block."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __enter__(self) -> int:
        """Start it and return its port."""
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
        words = [sys.executable, "-m", "gaoxin", "serve", "--home", str(self.home), "--port", str(port)]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).read()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return port

    def __exit__(self, *_: object) -> None:
        """End it."""
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(20)

    def spent(self) -> float:
        """Return how many seconds of processor the server and its workers have used (Linux)."""
        parents, used = {}, {}
        for file in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = file.read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            one = int(file.parent.name)
            parents[one] = int(words[1])
            used[one] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        family = {self.process.pid}
        while more := {one for one, parent in parents.items() if parent in family} - family:
            family |= more
        return sum(used[one] for one in family)
