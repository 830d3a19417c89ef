"""What the matrix asks: every address of the web and of the API, filled with things of one's own zone or of another."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROLES = {
    "anonymous": None,
    "firm": "enterprise1",
    "officer": "officer1",
    "reviewer": "reviewer1",
    "neighbour": "officer3",
    "province": "province1",
    "ministry": "ministry1",
    "expert": "expert1",
    "auditor": "auditor",
    "system": "sysadmin",
    "security": "secadmin",
}
"""The role and the account that stands for it; ``neighbour`` is of the zone that is foreign to the others."""

OUTSIDE = ("anonymous", "firm", "officer", "reviewer", "province", "expert")
"""The roles to which the foreign zone must not show, anywhere."""

CANARY = "CANARY-7F2C"
"""Stands in the names, comments, notes and figures of the foreign zone."""

NOTHING = 999_999
"""The key of what is not there."""

FIGURE = "73019"
"""A figure of the foreign zone that stands nowhere else."""


@dataclass(frozen=True)
class Route:
    """An address with its parameters: ``pattern`` is Django's or OpenAPI's, ``name`` what the table calls it.

    ``body`` is what an operation of the API takes, filled in so that it is valid.
    """

    name: str
    pattern: str
    parameters: tuple[str, ...]
    methods: tuple[str, ...]
    body: Any = None

    def filled(self, values: dict[str, Any]) -> str:
        """Return the address with the parameters put in."""
        text = self.pattern
        for name in self.parameters:
            text = re.sub(rf"<(?:\w+:)?{name}>|{{{name}}}", str(values.get(key(self, name), NOTHING)), text)
        return text


def key(route: Route, name: str) -> str:
    """Return what a parameter means: the same word stands for a zone in one address and an enterprise in another."""
    head = route.pattern.lstrip("/").split("/")[0]
    return {
        ("enterprises", "code"): "enterprise", ("zones", "code"): "zone", ("candidates", "code"): "candidate",
        ("submissions", "pk"): "submission", ("rounds", "made"): "round", ("uploads", "pk"): "upload", ("messages", "pk"): "message", ("jobs", "pk"): "job", ("review", "code"): "enterprise",
        ("invitation", "token"): "invitation_token",
    }.get((head, name), name)  # fmt: skip


def pages() -> list[Route]:
    """Return every address of the pages, from the configuration itself."""
    return sorted(_walk(get_resolver(), ""), key=lambda one: one.name)


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLPattern):
            names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
            yield Route(str(one.name or pattern), "/" + pattern, names, ("GET", "POST"))
        elif not pattern.startswith("api/"):
            yield from _walk(one, pattern)


def operations(description: dict[str, Any]) -> list[Route]:
    """Return every operation of the API, from its own description."""
    return sorted(
        (
            Route(
                f"api {method} {path.removeprefix('/api/v1')}",
                path,
                tuple(re.findall(r"{(\w+)}", path)),
                (method.upper(),),
                _body(one, description["components"]["schemas"]),
            )
            for path, listed in description["paths"].items()
            for method, one in listed.items()
        ),
        key=lambda one: one.name,
    )


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return a valid body of an operation; None where it takes none, or a file."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return example(content["schema"], schemas) if content else None


def example(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return a value that a schema allows."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas)
    if "enum" in schema or "const" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    if schema.get("type") == "object":
        return {name: example(one, schemas) for name, one in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [example(schema["items"], schemas)]
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> Any:
    formats = {"date-time": "2030-01-02T09:00:00+08:00", "date": "2030-01-02"}
    if schema.get("type") == "string":
        words = formats.get(
            schema.get("format", ""), "Z99" if "pattern" in schema else "说明说明说明说明说明"
        )
        return words[: schema.get("maxLength", 99)]
    return {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True}.get(
        schema.get("type", ""), "x"
    )


def text_of(answer: Any) -> str:
    """Return everything that can be read in an answer: text, and what lies inside workbooks, documents and PDF."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    if content[:5] == b"%PDF-":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace") + " ".join(f"{k}: {v}" for k, v in answer.headers.items())
