"""Fills an empty home with the demonstration round: ``python -m gaoxin_web.demo HOME [ZONES ENTERPRISES [waiting]]``.

``waiting`` leaves last year's round open, approved and waiting to be frozen, instead of evaluated and released.
"""

import sys
from pathlib import Path

from gaoxin_web.platform.home import enter


def main(home: str, zones: str = "147", enterprises: str = "80000", result: str = "told") -> None:
    """Make the tables and fill them."""
    enter(Path(home))
    from django.core.management import call_command

    from gaoxin_web.demo.fill import fill

    call_command("migrate", verbosity=0)
    fill(
        Path(home),
        zones=int(zones),
        enterprises=int(enterprises),
        told=result != "waiting",
        say=lambda words: print(words, file=sys.stderr),
    )


main(*sys.argv[1:])
