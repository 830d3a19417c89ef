"""The journal on a copied home: whatever a superuser changes with the triggers gone, the first bad line is named."""

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest


def gaoxin(*words: object) -> tuple[int, str, str]:
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    environment["GAOXIN_LANG"] = "en"
    done = subprocess.run(
        [sys.executable, "-m", "gaoxin", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def written(filled_home, tmp_path_factory) -> Path:
    """A home whose journal has lines enough, the last ones of yesterday sealed."""
    home = tmp_path_factory.mktemp("journal") / "home"
    shutil.copytree(filled_home, home)
    script = (
        "from pathlib import Path; from gaoxin_web.platform.home import enter; enter(Path(__import__('sys').argv[1]))\n"
        "from gaoxin_web.platform.journal import Tag, act, write\n"
        "from gaoxin_web.platform.actor import SYSTEM\n"
        "for at in range(20): act(lambda: write(SYSTEM, Tag.MESSAGE_READ, f'message/{at}', new={'at': at}))()\n"
    )
    subprocess.run([sys.executable, "-c", script, str(home)], check=True, capture_output=True)
    return home


@pytest.fixture
def home(written, tmp_path) -> Path:
    made = tmp_path / "home"
    shutil.copytree(written, made)
    return made


def superuser(home: Path, *statements: str) -> int:
    """Do to the database what its owner could: drop the guards, change; return the number of the last line before it."""
    with sqlite3.connect(home / "gaoxin.sqlite3") as database:
        last = database.execute("SELECT max(number) FROM gaoxin_web_entry").fetchone()[0]
        for verb in ("update", "delete"):
            database.execute(f"DROP TRIGGER guard_entry_{verb}")
        for statement in statements:
            database.execute(statement.replace("LAST", str(last)))
    database.close()
    return int(last)


def seal(home: Path) -> None:
    """Seal as a day later would."""
    script = (
        "import sys; from datetime import timedelta; from pathlib import Path\n"
        "from gaoxin_web.platform.home import enter; enter(Path(sys.argv[1]))\n"
        "from django.utils import timezone; from gaoxin_web.platform.seals import seal_days\n"
        "seal_days(Path(sys.argv[1]), timezone.localdate() + timedelta(days=1))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(home)], check=True, capture_output=True)


def test_an_untouched_journal_holds(home):
    code, said, _ = gaoxin("journal", "verify", "--home", home)
    assert (code, said.endswith(" lines hold, 0 days sealed\n")) == (0, True)


@pytest.mark.parametrize(
    ("statement", "line", "reason"),
    [
        ("UPDATE gaoxin_web_entry SET new = '{}' WHERE number = LAST - 5", -5, "it was changed"),
        ("UPDATE gaoxin_web_entry SET succeeded = 0 WHERE number = LAST - 5", -5, "it was changed"),
        ("UPDATE gaoxin_web_entry SET address = '10.9.9.9' WHERE number = LAST - 5", -5, "it was changed"),
        ("DELETE FROM gaoxin_web_entry WHERE number = LAST - 5", -5, "it is missing"),
        ("DELETE FROM gaoxin_web_entry WHERE number <= 3", None, "it is missing"),
    ],
)
def test_a_line_changed_or_deleted_is_named(home, statement, line, reason):
    last = superuser(home, statement)
    code, said, fault = gaoxin("journal", "verify", "--home", home)
    number = 1 if line is None else last + line
    assert (code, said, fault.strip()) == (1, "", f"Error: line {number}: {reason}")


COLUMNS = "at, tag, person, role, organisation, address, door, subject, old, new, succeeded, before, hash"


def test_a_line_that_was_inserted_is_named(home):
    last = superuser(
        home,
        "UPDATE gaoxin_web_entry SET number = number + 1000000 WHERE number > LAST - 5",
        "UPDATE gaoxin_web_entry SET number = number - 999999 WHERE number > 1000000",
        f"INSERT INTO gaoxin_web_entry (number, {COLUMNS}) SELECT LAST - 4, {COLUMNS} FROM gaoxin_web_entry WHERE number = LAST - 8",
    )
    code, _, fault = gaoxin("journal", "verify", "--home", home)
    expected = f"Error: line {last - 4}: it does not follow the one before: inserted, moved or changed"
    assert (code, fault.strip()) == (1, expected)


def test_two_lines_that_changed_places_are_named(home):
    last = superuser(
        home,
        "UPDATE gaoxin_web_entry SET number = -1 WHERE number = LAST - 5",
        "UPDATE gaoxin_web_entry SET number = LAST - 5 WHERE number = LAST - 6",
        "UPDATE gaoxin_web_entry SET number = LAST - 6 WHERE number = -1",
    )
    code, _, fault = gaoxin("journal", "verify", "--home", home)
    assert (code, fault.split(":")[1].strip()) == (1, f"line {last - 6}")


def test_a_tail_that_was_cut_off_is_named_by_the_seal(home):
    seal(home)
    assert gaoxin("journal", "verify", "--home", home)[0] == 0
    last = superuser(home, "DELETE FROM gaoxin_web_entry WHERE number > LAST - 5")
    code, _, fault = gaoxin("journal", "verify", "--home", home)
    assert (code, fault.strip()) == (1, f"Error: line {last - 4}: the tail, which was sealed, is cut off")


def test_a_chain_written_anew_from_a_line_on_is_named_by_the_seal(home):
    seal(home)
    last = superuser(home)
    script = (
        "import sys; from pathlib import Path; from gaoxin_web.platform.home import enter; enter(Path(sys.argv[1]))\n"
        "from gaoxin_web.platform.models import Entry; from gaoxin_web.platform.journal import hash_of, first_bad\n"
        "before = None\n"
        f"for one in Entry.objects.filter(number__gte={last - 5}).order_by('number'):\n"
        "    one.person, one.before = 'somebody', before or one.before\n"
        "    one.hash = before = hash_of(one)\n"
        "    one.save()\n"
        "assert first_bad() is None\n"
    )
    subprocess.run([sys.executable, "-c", script, str(home)], check=True, capture_output=True)
    code, _, fault = gaoxin("journal", "verify", "--home", home)
    assert (code, fault.strip()) == (1, f"Error: line {last}: it is not the line that was sealed that day")


def test_a_seal_that_was_tampered_with_does_not_pass(home):
    seal(home)
    file = home / "journal" / "seals.txt"
    file.write_text(file.read_text() + "nonsense\n")
    assert gaoxin("journal", "verify", "--home", home)[0] == 1


def test_the_command_seals_days_that_are_over_and_not_today(home):
    assert gaoxin("journal", "seal", "--home", home)[0] == 0
    assert not (home / "journal" / "seals.txt").exists()


def test_a_folder_that_is_no_home_is_refused_and_left_alone(tmp_path):
    code, _, fault = gaoxin("journal", "verify", "--home", tmp_path / "nowhere")
    assert (code, "is no home of an installation" in fault) == (2, True)
    assert not (tmp_path / "nowhere").exists()


def test_a_database_without_a_journal_is_refused_in_words(tmp_path):
    (tmp_path / "secret.key").write_text("x" * 64)
    code, _, fault = gaoxin("journal", "verify", "--home", tmp_path)
    assert (code, "the database has no journal" in fault, "Traceback" in fault) == (2, True, False)


def test_the_journal_is_not_kept_for_fewer_than_a_hundred_and_eighty_days(home, monkeypatch):
    monkeypatch.setenv("GAOXIN_JOURNAL_DAYS", "179")
    code, _, fault = gaoxin("journal", "verify", "--home", home)
    assert (code, "GAOXIN_JOURNAL_DAYS=179" in fault, "180" in fault) == (1, True, True)


def test_every_day_is_sealed_once(db, tmp_path):
    from django.utils import timezone

    from gaoxin_web.platform.models import Entry
    from gaoxin_web.platform.seals import broken_seal, seal_days, sealed

    today = timezone.localdate()
    assert seal_days(tmp_path, today) == []
    made = seal_days(tmp_path, today + timedelta(days=1))
    last = Entry.objects.order_by("-number").first()
    assert [(one.day, one.number, one.hash) for one in made] == [(today, last.number, last.hash)]
    assert seal_days(tmp_path, today + timedelta(days=3)) == []
    assert (sealed(tmp_path), broken_seal(made)) == (made, None)
    assert made[0].day != date.min
