"""Results for people: the only room that knows the writers of workbooks and documents.

Two verbs are for others, the command line and the web::

    material = gather(folder, earlier=[…], robustness=…, integrity=…)      # read once, for many reports
    content = render(material, Order("diagnosis", "Z017", "zone", "zh", "draft"), "pdf")   # bytes of a file

``Order`` names the kind (diagnosis, letter, midterm, final, tables), the unit (a zone's code or name, a province,
``national``), the audience, the language and the state; ``template`` may name a Word template. ``steps(Batch(…), out)``
makes a file for every zone and yields a step a file, so that a job can show progress, be stopped and go on.
Refusals are Unusable with their place. A document is composed once and written as docx, pdf or xlsx; every figure
in it carries its address, and its check code follows from what it says and what it was made from.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.report.batch import Batch, Step, steps
    from gaoxin.report.document import Document
    from gaoxin.report.kinds import Order, compose
    from gaoxin.report.material import Material, gather
    from gaoxin.report.national import NATIONAL
    from gaoxin.report.shown import SCORES, Shown
    from gaoxin.report.writers import render, write

__all__ = [
    "NATIONAL",
    "SCORES",
    "Batch",
    "Document",
    "Material",
    "Order",
    "Shown",
    "Step",
    "compose",
    "gather",
    "render",
    "steps",
    "write",
]

_ROOMS = {
    "batch": ("Batch", "Step", "steps"),
    "document": ("Document",),
    "kinds": ("Order", "compose"),
    "material": ("Material", "gather"),
    "national": ("NATIONAL",),
    "shown": ("SCORES", "Shown"),
    "writers": ("render", "write"),
}


def __getattr__(name: str) -> Any:
    """Load a verb when it is asked for: who only writes results.xlsx needs no typesetting."""
    for room, names in _ROOMS.items():
        if name in names:
            found: Callable[..., Any] = getattr(import_module(f"gaoxin.report.{room}"), name)
            return found
    raise AttributeError(name)
