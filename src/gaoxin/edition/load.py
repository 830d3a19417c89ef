"""Loading an edition: by name or path, changed by ``--set``, every fault at once as file:line."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from gaoxin.edition.consistent import inconsistencies
from gaoxin.edition.method import Model
from gaoxin.edition.schema import Edition
from gaoxin.edition.settings import set_values
from gaoxin.edition.source import Path_, Source, items, read
from gaoxin.terms import Fault, Text, Unusable, did_you_mean, digest_json

PARTS = tuple(
    f"{part}.yaml" for part in ("edition", "variables", "fields", "checks", "targets", "tasks", "examples")
)
"""The files of an edition's folder: parts of one mapping, split for reading."""


def available() -> dict[str, Path]:
    """Return the editions that come with the house, by name."""
    home = Path(str(files("gaoxin") / "editions"))
    return {path.name: path for path in sorted(home.iterdir()) if (path / PARTS[0]).is_file()}


def find(name: str) -> Path:
    """Return the folder or file of an edition, by its name or its path; Unusable when there is none."""
    path, known = Path(name), available()
    if name in known:
        return known[name]
    if path.exists():
        return path
    found = Text("没有这个体系版本，也没有这个文件", "no such edition, and no such file")
    allowed = Text(f"现有：{'、'.join(known)}", f"there are: {', '.join(known)}")
    raise Unusable(Fault(name, found, allowed, did_you_mean(name, known)))


def load(name: str | Path, settings: Mapping[str, str] | None = None) -> Edition:
    """Return the edition of that name or path under the settings; Unusable with every fault as file:line."""
    path = find(str(name))
    parts = [path] if path.is_file() else [path / part for part in PARTS if (path / part).is_file()]
    if not parts:
        found = Text("文件夹里没有 edition.yaml", "the folder holds no edition.yaml")
        raise Unusable(Fault(str(path), found))
    return _build(read(parts), settings or {})


def read_frozen(path: Path, settings: Mapping[str, str] | None = None) -> Edition:
    """Return the edition that a result folder keeps (edition.json)."""
    return _build(Source(raw=json.loads(path.read_text("utf-8"))), settings or {})


def thaw(text: str, settings: Mapping[str, str] | None = None) -> Edition:
    """Return the edition that ``frozen`` has written down."""
    return _build(Source(raw=json.loads(text)), settings or {})


def with_settings(edition: Edition, settings: Mapping[str, str]) -> Edition:
    """Return a loaded edition with further values set by path."""
    return _build(Source(raw=_RAW[edition.digest]), settings)


def frozen(edition: Edition) -> str:
    """Return the text of edition.json: what the files said, with the settings applied."""
    return json.dumps(_RAW[edition.digest], ensure_ascii=False, indent=1) + "\n"


def as_yaml(edition: Edition) -> str:
    """Return a loaded edition as one edition.yaml, settings applied; ``load`` reads it back with the same digest."""
    return yaml.dump(
        _RAW[edition.digest], Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110
    )


_RAW: dict[str, dict[str, Any]] = {}


def _build(source: Source, settings: Mapping[str, str]) -> Edition:
    if settings:
        set_values(source, dict(settings))
    digest = digest_json(source.raw)
    try:
        edition = Edition.model_validate(_named(source.raw) | {"digest": digest})
    except ValidationError as error:
        raise Unusable([*source.faults, *schema_faults(error, source)]) from None
    faults = [Fault(source.place(path), found) for path, found in inconsistencies(edition)]
    if source.faults or faults:
        raise Unusable([*source.faults, *faults])
    _RAW[digest] = source.raw
    return edition


def _named(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of fields and variables with each entry knowing its own name."""
    named = dict(raw)
    for table in ("enterprise_fields", "zone_fields", "derived_fields", "variables"):
        if isinstance(raw.get(table), dict):
            named[table] = {key: _with_name(key, entry) for key, entry in raw[table].items()}
    return named


def _with_name(name: str, entry: Any) -> Any:
    return {**entry, "name": name} if isinstance(entry, dict) else entry


def schema_faults(error: ValidationError, source: Source, parent: type[BaseModel] = Model) -> Iterator[Fault]:
    """Yield what does not fit the schema as file:line; ``parent`` says whose models hold the keys."""
    known = dict(items(source.raw))
    problems = error.errors()
    causes = {tuple(one["loc"])[:size] for one in problems for size in range(len(one["loc"]))}
    for problem in problems:
        if tuple(problem["loc"]) in causes:
            continue  # it follows from a fault further in
        path = _nearest_path(tuple(problem["loc"]), known)
        yield Fault(source.place(path), _found(problem), remedy=_remedy(problem, parent))


def _nearest_path(loc: Path_, known: Mapping[Path_, Any]) -> Path_:
    """Drop what pydantic adds to a location and the files do not have."""
    path: Path_ = ()
    for word in loc:
        if (*path, word) in known:
            path = (*path, word)
    return path


def _found(problem: Any) -> Text:
    where = ".".join(str(word) for word in problem["loc"])
    if problem["type"] == "extra_forbidden":
        key = problem["loc"][-1]
        return Text(f"没有“{key}”这个键（{where}）", f"unknown key {key!r} ({where})")
    if problem["type"] == "missing":
        key = problem["loc"][-1]
        return Text(f"缺少“{key}”（{where}）", f"{key!r} is missing ({where})")
    given = problem["input"] if isinstance(problem["input"], str) else type(problem["input"]).__name__
    return Text(f"{where} 写了“{given}”：{problem['msg']}", f"{where} is {given!r}: {problem['msg']}")


def _remedy(problem: Any, parent: type[BaseModel]) -> Text | None:
    if problem["type"] != "extra_forbidden":
        return None
    keys = {key for model in _models(parent) for key in model.model_fields}
    return did_you_mean(str(problem["loc"][-1]), keys | {"schema"})


def _models(parent: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in parent.__subclasses__():
        yield model
        yield from _models(model)
