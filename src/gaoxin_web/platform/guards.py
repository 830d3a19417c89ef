"""What the database itself refuses: no line of the journal, no decision, no sealed revision ever changes.

The triggers are made by the migration ``0002_guards`` on SQLite and on PostgreSQL from these tables.
"""

import re
from collections.abc import Iterator
from typing import Any

_TRIGGER = re.compile(r'CREATE TRIGGER "(\w+)" BEFORE \w+ ON "(\w+)"')

APPEND_ONLY = (
    "entry", "edit", "comment", "decision", "mark", "receipt", "table", "extension", "zoneyear",
    "panelfile", "run", "waiver", "clearance", "objection", "objectionanswer",
    "opinion", "ruling", "cluefolder", "localedition", "localrun", "localtelling", "laboratory",
    "sheet", "judgement", "consensus", "markquery", "queryreply",
)  # fmt: skip
"""Tables whose rows are never changed or removed."""

SEALED = {
    "revision": "OLD.sealed_at IS NOT NULL",
    "explanation": "(SELECT sealed_at FROM gaoxin_web_revision WHERE id = OLD.revision_id) IS NOT NULL",
    "attachment": "OLD.removed_at IS NOT NULL "
    "OR (SELECT sealed_at FROM gaoxin_web_revision WHERE id = OLD.revision_id) IS NOT NULL",
    "reopening": "OLD.settled_at IS NOT NULL",
    "freeze": "OLD.settled_at IS NOT NULL",
    "localversion": "OLD.settled_at IS NOT NULL",
    "assignment": "OLD.submitted_at IS NOT NULL OR OLD.recused_at IS NOT NULL",
}
"""Tables whose rows are never changed or removed once a condition holds."""

CLOSED = {
    "edit": "(SELECT sealed_at FROM gaoxin_web_revision WHERE id = NEW.revision_id) IS NOT NULL",
    "explanation": "(SELECT sealed_at FROM gaoxin_web_revision WHERE id = NEW.revision_id) IS NOT NULL",
    "judgement": "(SELECT COALESCE(submitted_at, recused_at) FROM gaoxin_web_assignment "
    "WHERE id = NEW.assignment_id) IS NOT NULL",
    "sheet": "(SELECT closed_at FROM gaoxin_web_survey WHERE id = NEW.survey_id) IS NOT NULL",
}
"""Tables to which no row is added, or moved, under a condition: nothing comes to a revision that is sealed."""

FIXED = {
    "submission": "COALESCE(NEW.approved_id, 0) <> COALESCE(OLD.approved_id, 0) AND NOT EXISTS (SELECT 1 FROM "
    "gaoxin_web_decision d JOIN gaoxin_web_revision r ON r.id = d.revision_id WHERE d.submission_id = NEW.id "
    "AND r.submission_id = NEW.id AND r.id = NEW.approved_id AND r.sealed_at IS NOT NULL "
    "AND d.target = 'ministry_approved')",
    "release": "NEW.run_id <> OLD.run_id OR NEW.number <> OLD.number OR NEW.round_id <> OLD.round_id "
    "OR CAST(NEW.sees AS text) <> CAST(OLD.sees AS text) OR CAST(NEW.listed AS text) <> CAST(OLD.listed AS text) "
    "OR (OLD.state = 'final' AND NEW.state <> 'final') OR (OLD.state = 'notified' AND NEW.state = 'provisional')",
}
"""Tables whose rows may change, but not so: what is approved is a sealed revision that the ministry decided on."""


def statements(vendor: str) -> Iterator[str]:
    """Yield the SQL that makes every trigger, for ``sqlite`` or ``postgresql``."""
    write = _sqlite if vendor == "sqlite" else _postgresql
    if vendor == "postgresql":
        yield _FUNCTION
    for table in APPEND_ONLY:
        yield write(table, "UPDATE", "")
        yield write(table, "DELETE", "")
    for table, condition in SEALED.items():
        yield write(table, "UPDATE", condition)
        yield write(table, "DELETE", condition)
    for table, condition in CLOSED.items():
        yield write(table, "INSERT", condition)
    for table, condition in FIXED.items():
        yield write(table, "UPDATE", condition)
    if vendor == "postgresql":
        yield from (_truncate(table) for table in (*APPEND_ONLY, *SEALED))


def names(vendor: str) -> list[str]:
    """Return the names of the triggers, so that their presence can be checked."""
    return [name for one in statements(vendor) for name, _ in _TRIGGER.findall(one)]


def create(apps: Any, editor: Any) -> None:  # noqa: ARG001 - what a migration passes
    """Make the triggers."""
    for statement in statements(editor.connection.vendor):
        editor.execute(statement, params=None)


def drop(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """Remove the triggers, for a migration that goes back."""
    postgresql = editor.connection.vendor == "postgresql"
    for one in statements(editor.connection.vendor):
        for name, table in _TRIGGER.findall(one):
            editor.execute(f'DROP TRIGGER "{name}" ON "{table}"' if postgresql else f'DROP TRIGGER "{name}"')
            if postgresql:
                editor.execute(f"DROP FUNCTION {name}_check()")
    if postgresql:
        editor.execute("DROP FUNCTION gaoxin_guard(text)")


def _sqlite(table: str, verb: str, condition: str) -> str:
    when = f" WHEN {condition}" if condition else ""
    return (
        f'CREATE TRIGGER "guard_{table}_{verb.lower()}" BEFORE {verb} ON "gaoxin_web_{table}"{when} '
        f"BEGIN SELECT RAISE(ABORT, 'guarded: {table}'); END"
    )


def _postgresql(table: str, verb: str, condition: str) -> str:
    check = (
        f"IF {condition} THEN PERFORM gaoxin_guard('{table}'); END IF;"
        if condition
        else f"PERFORM gaoxin_guard('{table}');"
    )
    back = "OLD" if verb == "DELETE" else "NEW"
    function = f"guard_{table}_{verb.lower()}_check"
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger AS $$ BEGIN {check} RETURN {back}; END $$ LANGUAGE plpgsql; "
        f'CREATE TRIGGER "guard_{table}_{verb.lower()}" BEFORE {verb} ON "gaoxin_web_{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


def _truncate(table: str) -> str:
    function = f"guard_{table}_truncate_check"
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger AS $$ BEGIN PERFORM gaoxin_guard('{table}'); RETURN NULL; END $$ "
        f'LANGUAGE plpgsql; CREATE TRIGGER "guard_{table}_truncate" BEFORE TRUNCATE ON "gaoxin_web_{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


_FUNCTION = (
    "CREATE FUNCTION gaoxin_guard(what text) RETURNS void AS $$ BEGIN "
    "RAISE EXCEPTION 'guarded: %', what USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
)
