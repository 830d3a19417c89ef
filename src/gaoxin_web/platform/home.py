"""The home folder of an installation: secret key, demonstration mark, folders for files."""

import os
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path

DEMO_MARK = "demo.json"
"""This file in a home says: filled with synthetic data, with accounts whose passwords are printed."""


def is_demo(home: Path) -> bool:
    """Whether a home holds the demonstration round."""
    return (home / DEMO_MARK).is_file()


def folder(home: Path, name: str) -> Path:
    """Return a folder of the home, made when it is not there; nobody else may read it."""
    found = home / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def secret(home: Path) -> str:
    """Return the secret key of a home, made at the first start and readable by its owner alone."""
    file = folder(home.parent, home.name) / "secret.key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return file.read_text().strip()


def echarts() -> Path:
    """Return the folder of the charting library, which comes as a Python package and not with this source."""
    found = find_spec("instaui_echarts")
    if found is None or found.origin is None:
        sys.exit("instaui-echarts is not installed: run make install")
    return Path(found.origin).parent / "static"


def at_least(least: int, name: str, value: int) -> int:
    """Return the value of a setting; the server does not start with one below what is allowed."""
    if value < least:
        sys.exit(f"{name}={value}: 至少为 {least} / must be at least {least}")
    return value


def enter(home: Path) -> None:
    """Make the settings those of a home, and get Django ready: what a command does before anything else."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["GAOXIN_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")
    import django

    django.setup()
