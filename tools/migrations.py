"""Writes the tables' first migration anew while nothing is released; after a release, migrations are only added.

The guards (0002) depend on it and stay as they are. Run: .venv/bin/python tools/migrations.py
"""

import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src" / "gaoxin_web" / "migrations"


def main() -> int:
    """Write 0001_tables.py from the models; 0 when it was written."""
    guards = FOLDER / "0002_guards.py"
    aside = FOLDER / "0002_guards.aside"
    before = (FOLDER / "0001_tables.py").read_text() if (FOLDER / "0001_tables.py").exists() else ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gaoxin_web.settings"
    os.environ["GAOXIN_HOME"] = tempfile.mkdtemp(prefix="gaoxin-")
    guards.rename(aside)
    (FOLDER / "0001_tables.py").unlink(missing_ok=True)
    try:
        import django  # noqa: PLC0415 - after the settings are named
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("makemigrations", "gaoxin_web", name="tables", verbosity=0, no_header=True)
    except BaseException:
        (FOLDER / "0001_tables.py").write_text(before)
        raise
    finally:
        aside.rename(guards)
    return 0


if __name__ == "__main__":
    sys.exit(main())
