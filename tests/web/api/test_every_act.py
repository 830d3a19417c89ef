"""The API has the same acts as the pages: every act is reached by an operation, or says here why by none."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

from django.test import Client

import gaoxin_web
from gaoxin_web.api import urls

HOME = Path(gaoxin_web.__file__).parent

WITHOUT = {
    "accounts.actions.door.log_in": "a session is the pages' own; programs have tokens",
    "accounts.actions.door.log_out": "a session is the pages' own; a token is revoked",
    "accounts.actions.means._enrol": "the second factor is enrolled where its picture is seen, with the password",
    "accounts.actions.means.renew_password": "a password is changed by a person in a session, with the old one",
    "accounts.actions.means.renew_recovery": "recovery codes are shown to a person, with the password",
    "accounts.actions.people.join": "an invitation is a link that a person opens, who has no token yet",
    "accounts.first._found": "the first administrators are made on the machine",
    "collect.excel_actions.settle": "the job that reads a file writes what came out of it",
    "demo.results.fill_result": "the demonstration fills itself",
    "panels.survey_actions.save_sheet": "a respondent answers by his link, without an account",
    "panels.survey_actions.send_sheet": "a respondent answers by his link, without an account",
    "review.verification._report": "the nightly job writes what it found",
    "rounds.actions.record_replay": "the jobs that compute a result again write what differs",
    "rounds.actions.record_run": "the job that evaluates writes its run",
    "rounds.edition_actions.record_laboratory": "the job that replays all years writes what it kept",
    "rounds.edition_actions.record_local_run": "the job that evaluates a local edition writes its run",
    "rounds.management._keep_clues": "the job that searches writes what it found",
}
"""Acts that no operation reaches, with the reason: a new act needs its operation, or its line here."""


def modules() -> Iterator[ModuleType]:
    for file in sorted(HOME.rglob("*.py")):
        name = ".".join(file.relative_to(HOME).with_suffix("").parts)
        if not name.startswith(("migrations", "wsgi")) and not name.endswith(("__init__", "__main__")):
            yield import_module(f"gaoxin_web.{name}")


def acts() -> dict[str, object]:
    """Return every function that ``act`` made, by where it stands."""
    found = {}
    for module in modules():
        for one in vars(module).values():
            if isinstance(one, FunctionType) and one.__code__.co_name == "acting":
                found[where(one)] = one
    return found


def where(one: FunctionType) -> str:
    return f"{one.__module__.removeprefix('gaoxin_web.')}.{one.__name__}"


def called(one: FunctionType) -> Iterator[FunctionType]:
    """Yield the functions of the house that a function names."""
    plain = inspect.unwrap(one)
    names = plain.__globals__
    for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(plain)))):
        found = None
        if isinstance(node, ast.Name):
            found = names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found = getattr(names.get(node.value.id), node.attr, None)
        if isinstance(found, FunctionType) and found.__module__.startswith("gaoxin_web"):
            yield found


def reached() -> set[str]:
    """Return every act that some operation calls, itself or through what it calls."""
    left = [
        operation.view_func
        for room in urls.ROOMS
        for view in room.router.path_operations.values()
        for operation in view.operations
    ]
    seen: dict[str, FunctionType] = {}
    while left:
        one = left.pop()
        if where(one) not in seen:
            seen[where(one)] = one
            left += called(one)
    return set(seen) & set(acts())


def test_every_act_has_an_operation_or_a_reason():
    assert set(acts()) - reached() == set(WITHOUT)


def test_an_act_is_found_through_what_an_operation_calls():
    assert {"panels.survey_actions._open", "rounds.actions.waive", "registry.actions.follow"} <= reached()


def test_no_two_rooms_of_the_api_share_an_address():
    paths = [path for room in urls.ROOMS for path in room.router.path_operations]
    assert sorted(set(paths)) == sorted(paths)


def test_every_operation_answers_and_asks_for_a_token(client, db):
    described = client.get("/api/v1/openapi.json").json()["paths"]
    asked = {}
    for path, listed in described.items():
        for method, one in listed.items():
            filled = path
            for name in (each["name"] for each in one.get("parameters", ()) if each["in"] == "path"):
                filled = filled.replace(f"{{{name}}}", "2016-01-01" if name == "day" else "1")
            asked[f"{method} {path}"] = Client().generic(method.upper(), filled).status_code
    assert {name: status for name, status in asked.items() if status != 401} == {"post /api/v1/tokens": 422}
