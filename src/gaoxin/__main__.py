"""``python -m gaoxin``."""

from gaoxin.cli import main

main()
