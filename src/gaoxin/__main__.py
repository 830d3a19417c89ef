"""``python -m gaoxin``."""

from gaoxin.cli import main

if __name__ == "__main__":  # a worker process loads this module too, under another name
    main()
