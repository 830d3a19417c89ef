"""Runs a command beside a PostgreSQL server of its own, made from the system's packages and ended afterwards.

``.venv/bin/python tools/postgresql.py COMMAND …`` names the server to the command in GAOXIN_TEST_DATABASE_URL. Where
no PostgreSQL is installed it says so: exit 0 with the reason, or 1 when CI is set, since CI installs what it needs.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=127.0.0.1 -c max_connections=200"


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server; return how the command ended."""
    tools = found()
    if tools is None:
        print("PostgreSQL is not installed: the suite on PostgreSQL is skipped", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    home, port = Path(tempfile.mkdtemp(prefix="gaoxin-pg-")), free_port()
    try:
        owner = as_owner(home)
        run(owner, tools / "initdb", "-D", str(home / "data"), "-U", "gaoxin", "-A", "trust", "--no-sync", "-E", "UTF8",
            "--locale=C.UTF-8")  # fmt: skip
        run(owner, tools / "pg_ctl", "-D", str(home / "data"), "-w", "-l", str(home / "log"), "-o",
            f"{FAST} -c unix_socket_directories={home} -p {port}", "start")  # fmt: skip
        try:
            run(owner, tools / "createdb", "-h", "127.0.0.1", "-p", port, "-U", "gaoxin", "gaoxin")
            address = f"postgresql://gaoxin@127.0.0.1:{port}/gaoxin"
            return subprocess.run(  # noqa: S603
                command, env=os.environ | {"GAOXIN_TEST_DATABASE_URL": address}, check=False
            ).returncode
        finally:
            run(owner, tools / "pg_ctl", "-D", str(home / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def found() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None when there is none."""
    listed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    if listed:
        return listed[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def as_owner(home: Path) -> list[str]:
    """Return how to become the owner of the server: it does not run as root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(home, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def run(owner: list[str], *words: object) -> None:
    """Run one of the server's programs, quietly."""
    subprocess.run(  # noqa: S603
        [*owner, *map(str, words)], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
