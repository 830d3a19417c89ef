"""Every operation of the API as rows, for the reference of the API; from its own description."""

import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory

HEADS = ("operation", "address", "what it does", "takes")


def rows() -> list[tuple[str, ...]]:
    """Return a row for each operation, by room and address."""
    return [
        (f"`{method.upper()}`", f"`{path.removeprefix('/api/v1')}`", one["description"].strip(), _takes(one))
        for path, method, one in _described()
    ]


def _described() -> Iterator[tuple[str, str, dict]]:
    """Yield path, method and description of every operation; settings need a home, which is thrown away."""
    with TemporaryDirectory(prefix="gaoxin-docs-") as home:
        os.environ.setdefault("GAOXIN_HOME", home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")
        import django  # noqa: PLC0415 - settings need the home

        django.setup()
        from gaoxin_web.api import urls  # noqa: PLC0415

        for path, listed in urls.service.get_openapi_schema()["paths"].items():
            for method, one in listed.items():
                yield path, method, one


def _takes(one: dict) -> str:
    """Return what an operation takes: parameters of the address after ``?``, and the name of its body."""
    asked = [each["name"] for each in one.get("parameters", ()) if each["in"] == "query"]
    body = one.get("requestBody", {}).get("content", {})
    for kind, content in body.items():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        asked.append(name if kind == "application/json" else "a file")
    return ", ".join(f"`{each}`" if each != "a file" else each for each in asked) or "—"
