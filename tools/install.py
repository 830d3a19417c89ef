"""Installs the lock into the virtual environment that runs this file: uv where it can be had, else pip."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
OURSELVES = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]


def run(*words: str, quiet: bool = False) -> bool:
    """Whether the command ended well."""
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(words, env=environment(), stderr=sink, check=False).returncode == 0  # noqa: S603


def environment() -> dict[str, str]:
    """Return the environment for uv: a mirror configured for pip serves uv too."""
    found = dict(os.environ)
    mirror = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    if mirror:
        found.setdefault("UV_DEFAULT_INDEX", mirror)
    return found


def uv(*words: str) -> bool:
    """Run uv from this environment; False when it is not there or fails."""
    return run(sys.executable, "-m", "uv", "pip", *words, "--python", sys.executable, quiet=True)


def pip(*words: str) -> bool:
    """Run pip from this environment."""
    return run(sys.executable, "-m", "pip", *words, "-q", "--disable-pip-version-check")


def main() -> int:
    """Install the lock, then this project; 0 when both succeeded."""
    if not pip("install", "--require-hashes", "-r", str(ROOT / "requirements-uv.lock")):
        print("uv is not to be had: installing with pip (slower)")
    for words in (LOCK, OURSELVES):
        if not uv("install", "-q", "--compile-bytecode", *words) and not pip("install", *words):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
