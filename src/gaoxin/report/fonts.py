"""The fonts of documents: the open ones that come with the program, and an organisation's own before them."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FOLDER = "GAOXIN_FONTS"
"""The environment variable that names a folder of an organisation's own fonts (仿宋, 楷体, 小标宋)."""


@cache
def fonts() -> list[str]:
    """Return the folders in which typesetting looks for fonts; the system's are never used: same fonts, same bytes."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    assert spec is not None
    assert spec.origin is not None
    own = os.environ.get(FOLDER)
    return [*([own] if own else []), str(Path(spec.origin).parent)]
