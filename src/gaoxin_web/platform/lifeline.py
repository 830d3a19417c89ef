"""Children do not outlive the server that started them, however it ended."""

import os
import threading
import time

SERVER = "GAOXIN_SERVER"
"""The environment variable by which a child knows the process that it must not outlive."""


def end_with_server() -> None:
    """Make this process end when the server that started it is gone, however that went."""
    server = int(os.environ.get(SERVER, "0"))
    if not server:
        return

    def watch() -> None:
        while _alive(server):
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _alive(server: int) -> bool:
    try:
        os.kill(server, 0)
    except ProcessLookupError:
        return False
    return True
