"""What ``make demo`` runs: synthetic national data, the evaluation of the round, and what to try next."""

import csv
import subprocess
import sys
from pathlib import Path

from gaoxin.terms import Text, digest_file, digest_json

ROOT = Path(__file__).resolve().parent.parent
DATA, RESULT = "out/demo-data", "out/demo"
YEAR = "2015"
SYNTH = ["synth", DATA, "--year", YEAR, "--zones", "147", "--enterprises", "80000"]
EVALUATE = ["evaluate", DATA, "--edition", "cn-2013-388", "--year", YEAR, "--out", RESULT]
STAMP = ROOT / "out/.demo-data"
"""Says which command and code made the data, so that a second run need not make it again."""


def main() -> int:
    """Make the data unless it is there, evaluate it, and name the next two commands; 0 when all went well."""
    if not _made():
        STAMP.unlink(missing_ok=True)
        if _gaoxin(SYNTH):
            return 1
        STAMP.write_text(_version(), "utf-8")
    if _gaoxin(EVALUATE):
        return 1
    print(Text("\n接着可以试：", "\nTry next:"))
    print(f"  .venv/bin/gaoxin trace {RESULT} rank/total@{_first()}@{YEAR}")
    print(f"  .venv/bin/gaoxin verify {RESULT}")
    return 0


def _gaoxin(words: list[str]) -> int:
    print("$ gaoxin", *words, flush=True)
    return subprocess.run([sys.executable, "-m", "gaoxin", *words], cwd=ROOT, check=False).returncode  # noqa: S603


def _made() -> bool:
    return (ROOT / DATA).is_dir() and STAMP.is_file() and STAMP.read_text("utf-8") == _version()


def _version() -> str:
    """Return the digest of the command and of the code and editions that the data follow from."""
    sources = [
        *(ROOT / "src/gaoxin/synth").glob("*.*"),
        *(ROOT / "src/gaoxin/editions").rglob("*.yaml"),
        ROOT / "requirements.lock",
    ]
    return digest_json([SYNTH, sorted((path.name, digest_file(path)) for path in sources)])


def _first() -> str:
    """Return the zone that comes first in the ranking."""
    with (ROOT / RESULT / "scores.csv").open(encoding="utf-8", newline="") as file:
        return min((row for row in csv.DictReader(file) if row["rank"]), key=lambda row: float(row["rank"]))[
            "unit"
        ]


if __name__ == "__main__":
    sys.exit(main())
