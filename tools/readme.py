"""Prints anew what the commands of the READMEs and how-tos show, on the round that ``make demo`` made.

Where text stands below a command in a ```console block, the command is run again and the text replaced.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "docs/how-to/read-a-trace.md")
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^\$ (?P<command>.+)\n(?P<text>(?:(?!\$ ).*\n)+)", re.MULTILINE)


def main() -> int:
    """Rewrite every page whose commands print something else now."""
    for page in PAGES:
        language = "zh" if "zh-CN" in page.name else "en"
        old = page.read_text("utf-8")
        new = BLOCK.sub(lambda block, code=language: _block(block[0], code), old)
        if new != old:
            page.write_text(new, "utf-8")
            print(f"{page.relative_to(ROOT)}: written")
    return 0


def _block(text: str, language: str) -> str:
    return SHOWN.sub(lambda found: f"$ {found['command']}\n{_printed(found['command'], language)}", text)


def _printed(command: str, language: str) -> str:
    done = subprocess.run(  # noqa: S603 - commands of our own pages
        ["/bin/sh", "-c", command],
        cwd=ROOT, env=os.environ | {"GAOXIN_LANG": language}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main())
