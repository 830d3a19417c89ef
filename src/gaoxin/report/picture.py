"""Charts as pictures: the library of the web pages draws the same option to SVG, without a browser.

``echarts.esm.min.js`` of the package instaui-echarts runs inside QuickJS, in a thread of its own. Its names of
classes and clips count up from the start of the context; they are taken out, so that a chart's bytes depend on
its option alone.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import quickjs
import typst

from gaoxin.report.fonts import fonts

_SURROUNDINGS = (
    "var window=undefined,self=globalThis,global=globalThis,setTimeout=function(){return 0},"
    "clearTimeout=function(){},console={log(){},warn(){},error(){}};"
)
_DRAW = """
globalThis.draw = function (text, width, height) {
  var chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
  chart.setOption(JSON.parse(text));
  var svg = chart.renderToSVGString();
  chart.dispose();
  return JSON.parse(JSON.stringify(svg));
};
"""
_COUNTED = re.compile(r"\bzr\d+-(c|p|g|s)(\d+)")
_OF_SCREENS = re.compile(r' class="zr\d+-cls-\d+"|<style.*?</style>', re.DOTALL)
"""What follows the pointer, which paper has not."""

_PPI = 120
_PICTURE = Path(__file__).with_name("picture.typ")

_here = threading.local()
_DRAWING = ThreadPoolExecutor(1, thread_name_prefix="charts")
"""The one thread that draws: a context of QuickJS belongs to the thread that made it."""


def warm() -> None:
    """Begin to load the library beside what the caller does next; the first chart takes no longer than others."""
    _DRAWING.submit(_drawer)


def svg(option: Mapping[str, Any], width: int, height: int) -> str:
    """Return a chart as SVG of that size in px; the same option gives the same text."""
    said = json.dumps(option, ensure_ascii=False)
    return _plain(_DRAWING.submit(_draw, said, width, height).result())


def _draw(said: str, width: int, height: int) -> str:
    drawn: str = _drawer()(said, width, height)
    return drawn


@cache
def _drawer() -> Callable[[str, int, int], str]:
    """Return the function that draws; only the drawing thread calls it."""
    context = quickjs.Context()
    context.eval(_SURROUNDINGS + _script() + _DRAW)
    draw: Callable[[str, int, int], str] = context.get("draw")
    return draw


def png(drawn: str) -> bytes:
    """Return an SVG as a picture of points, for programs that cannot show it."""
    if not hasattr(_here, "painter"):
        _here.painter = typst.Compiler(str(_PICTURE), font_paths=fonts(), ignore_system_fonts=True)
    made = _here.painter.compile(sys_inputs={"svg": drawn}, format="png", ppi=_PPI)
    assert isinstance(made, bytes)
    return made


@cache
def _script() -> str:
    """Return the module as a script: its export line becomes an object."""
    spec = find_spec("instaui_echarts")
    assert spec is not None
    assert spec.origin is not None
    source = (Path(spec.origin).parent / "static/echarts.esm.min.js").read_text("utf-8")
    body, _, exported = source.rpartition("export{")
    pairs = (
        pair.split(" as ") for pair in exported.rstrip().rstrip(";").rstrip("}").split(",") if " as " in pair
    )
    names = {outside: inside for inside, outside in pairs}
    return f"(function(){{{body};globalThis.echarts={{init:{names['init']}}}}})();"


def _plain(text: str) -> str:
    """Return SVG without counted names, and with baselines that every program understands."""
    text = _OF_SCREENS.sub("", text)
    seen: dict[str, str] = {}
    text = _COUNTED.sub(lambda one: seen.setdefault(one[0], f"{one[1]}{len(seen)}"), text)
    return text.replace('dominant-baseline="central" ', 'dy="0.35em" ')
