"""Fills the home of the web benchmarks: eight years of enterprises, and people enough for a crowd."""

import json
import sys
from pathlib import Path

from gaoxin_web.platform.home import enter


def main(home: str, zones: str, enterprises: str, years: str, users: str) -> None:
    """Fill the home, then give so many zones an officer each with a draft to work on."""
    enter(Path(home))
    from django.core.management import call_command

    from gaoxin_web.demo.fill import fill

    call_command("migrate", verbosity=0)
    fill(Path(home), zones=int(zones), enterprises=int(enterprises), years=int(years), say=print)
    (Path(home) / "crowd.json").write_text(json.dumps(crowd(int(users) + 30)))


def crowd(users: int) -> list[dict[str, object]]:
    """Return accounts of zone officers, one a zone, each with a committee form in draft and pages to read."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from gaoxin_web.accounts.models import Person
    from gaoxin_web.collect.checking import last_approved
    from gaoxin_web.collect.layout import layout_of
    from gaoxin_web.collect.models import Revision, Round, Submission

    made, password = Round.objects.get(closed=False), "Crowd-of-officers-1"
    hashed, found = make_password(password), []
    for zone in [one.zone for one in made.participants.select_related("zone__organisation")[:users]]:
        Person.objects.create(
            username=f"crowd-{zone.code}", name=zone.code, organisation=zone.organisation, role="zone_officer",
            password=hashed, password_changed_at=timezone.now(),
        )  # fmt: skip
        submission = Submission.objects.get(round=made, form__kind="committee", zone=zone)
        if submission.state not in {"draft", "returned"}:
            last = submission.current
            submission.current = Revision.objects.create(
                submission=submission, number=last.number + 1, cells=last.cells
            )
            submission.state = "returned"
            submission.save()
        layout = layout_of(submission.form)
        fields = [
            [name, layout.section_of(name)]
            for name, row in layout.cells.items()
            if row.field.type == "integer"
        ]
        texts = submission.current.cells if submission.current else {}
        texts = texts or last_approved(submission, "committee").cells
        good = {name: [layout.section_of(name), text] for name, text in texts.items() if name in layout.cells}
        pages = [
            "/",
            f"/submissions/{submission.pk}/form",
            "/tasks/",
            f"/zones/{zone.code}/",
            "/enterprises/",
        ]
        found.append({"username": f"crowd-{zone.code}", "password": password, "submission": str(submission.pk),
                      "fields": fields, "good": good, "pages": pages})  # fmt: skip
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
