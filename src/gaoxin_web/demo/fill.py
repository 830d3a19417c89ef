"""Filling an empty home with the demonstration round, all in one transaction."""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from zlib import crc32

from django.db import transaction

from gaoxin import synth
from gaoxin.edition import frozen, load
from gaoxin.micro.tables import Parcel, cut
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.collect.models import Form, Revision, Round, Submission
from gaoxin_web.collect.states import State
from gaoxin_web.demo.panels import fill_panels_under_way
from gaoxin_web.demo.people import Account, account_zones, fill_people
from gaoxin_web.demo.places import fill_enterprises, fill_places, read
from gaoxin_web.demo.results import fill_panels, fill_result, marks_of
from gaoxin_web.demo.rounds import committee_cells, fill_round, fill_submission
from gaoxin_web.platform.actor import SYSTEM
from gaoxin_web.platform.home import DEMO_MARK
from gaoxin_web.platform.journal import Tag, write
from gaoxin_web.registry.models import Enterprise, Zone

YEAR = 2015
EDITION = "cn-2013-388"
Say = Callable[[str], None]


def fill(
    home: Path,
    *,
    zones: int = 147,
    enterprises: int = 80_000,
    years: int = 3,
    seed: int = 1,
    told: bool = True,
    say: Say = lambda _words: None,
) -> list[Account]:
    """Fill an empty home: places, enterprises, people, earlier rounds approved, this year's under way.

    Last year's round has ended with a final result; where it is not ``told``, the round is still open and waits, all
    approved, for the ministry to freeze it. Return the accounts with their passwords; they are written to ``demo.json``
    of the home as well, which marks the home as a demonstration: second factor off, and every page says so.
    """
    with tempfile.TemporaryDirectory(prefix="gaoxin-") as folder:
        package = Path(folder) / "data"
        say("合成数据 / synthetic data")
        synth.make(package, year=YEAR, zones=zones, enterprises=enterprises, years=years, seed=seed)
        with transaction.atomic():
            accounts = _fill(package, years, told, say)
            write(
                SYSTEM,
                Tag.HOME_FILLED,
                "home/demo",
                new={"zones": zones, "enterprises": enterprises, "seed": seed},
            )
    mark = home / DEMO_MARK
    mark.touch(mode=0o600)
    mark.write_text(json.dumps([asdict(one) for one in accounts], ensure_ascii=False, indent=1))
    return accounts


def _fill(package: Path, years: int, told: bool, say: Say) -> list[Account]:
    edition = load(EDITION)
    listed = read(package / "zones.csv")
    zones = fill_places(listed, YEAR - years + 1)
    say("企业 / enterprises")
    span = range(YEAR - years + 1, YEAR + 1)
    parcels = {(one.zone, one.year): one for one in cut(package / "enterprises.parquet", list(span))}
    fill_enterprises(package / "enterprises.parquet", span, zones)
    _one_firm()
    accounts = fill_people()
    returns = {(row["zone"], int(row["year"])): row for row in read(package / "zone_returns.csv")}
    marks = marks_of(package)
    for year in span:
        say(f"{year}")
        there = [row for row in listed if int(row["national_since"] or 0) <= year]
        made = fill_round(edition, frozen(edition), year, zones, there, closed=year < YEAR)
        _submissions(made, zones, parcels, returns)
        if made.web_entry:
            _form_of_the_firm(made.forms.select_related("round").get(kind="enterprise"))
        if made.closed:
            fill_panels(made, marks)
    last = Round.objects.filter(data_year=YEAR - 1)
    if told:
        say("评价 / evaluation")
        fill_result(last.get())
    else:
        last.update(closed=False)
    say("问卷与评审 / survey and experts")
    fill_panels_under_way(Round.objects.get(data_year=YEAR))
    return accounts


def _one_firm() -> None:
    """Give one enterprise of the first zone with accounts an organisation of its own, for an enterprise clerk."""
    zone = account_zones()[0]
    firm = (
        Enterprise.objects.filter(stays__zone=zone, stays__until=None)
        .order_by("stays__since", "credit_code")
        .first()
    )
    if firm is None:
        return
    firm.organisation = Organisation.objects.create(
        code=firm.credit_code, level="enterprise", name=firm.name, parent=zone.organisation,
        path=f"{zone.organisation.path}{firm.credit_code}/",
    )  # fmt: skip
    firm.save()


def _form_of_the_firm(form: Form) -> None:
    """Give that enterprise its empty form of the round that takes entry on the web."""
    for firm in Enterprise.objects.exclude(organisation=None).select_related("organisation"):
        zone = Zone.objects.get(stays__enterprise=firm, stays__until=None)
        made = Submission.objects.create(
            round=form.round, form=form, organisation=firm.organisation, zone=zone
        )
        made.current = Revision.objects.create(submission=made, number=1)
        made.save()


def _submissions(
    made: Round, zones: Mapping[str, Zone], parcels: Mapping[tuple[str, int], Parcel],
    returns: Mapping[tuple[str, int], Mapping[str, str]],
) -> None:  # fmt: skip
    forms = {form.kind: form for form in made.forms.select_related("round")}
    mine = {zone.code: at for at, zone in enumerate(account_zones())}
    for code, zone in zones.items():
        people = _people(zone)
        if (code, made.data_year) not in returns:
            continue
        cells = committee_cells(returns[code, made.data_year])
        at = mine.get(code)
        state = State.MINISTRY_APPROVED if made.closed else _state(code, at)
        _committee(forms["committee"], zone, state, cells, people, at if not made.closed else None)
        parcel = parcels.get((code, made.data_year))
        drafted = not made.closed and at == 0
        fill_submission(
            forms["enterprises"], zone, State.DRAFT if drafted else _rows_state(state), parcel=None if drafted else parcel,
            people=people,
        )  # fmt: skip


def _committee(
    form: Form,
    zone: Zone,
    state: State,
    cells: Mapping[str, str],
    people: Mapping[str, Person],
    at: int | None,
) -> None:
    """Create a committee return: empty for the first zone with accounts, two cells marked for the second."""
    marks = [("fiscal_science_spending", "同比变化较大，请核对口径"), ("national_incubators", "请写明名称")]
    fill_submission(
        form,
        zone,
        state,
        cells={} if at == 0 else cells,
        people=people,
        marks=marks if state == State.RETURNED else (),
    )


def _state(code: str, at: int | None) -> State:
    """Return a state for a zone this year: by account first, else most approved, some at every station."""
    by_account = (State.DRAFT, State.RETURNED, State.ZONE_APPROVED)
    others = (State.DRAFT, State.SUBMITTED, State.RECEIVED, State.ZONE_APPROVED, State.PROVINCE_APPROVED)
    if at is not None:
        return by_account[at]
    drawn = crc32(code.encode()) % 20
    return others[drawn] if drawn < len(others) else State.MINISTRY_APPROVED


def _rows_state(state: State) -> State:
    return State.ZONE_APPROVED if state == State.RETURNED else state


def _people(zone: Zone) -> dict[str, Person]:
    """Return who acts for a zone, as far as there are accounts: its own people, its province's, the ministry's."""
    found = Person.objects.filter(
        organisation__in=[zone.organisation_id, zone.organisation.parent_id]
    ) | Person.objects.filter(username="ministry1")
    keys = {"zone_officer": "officer", "zone_reviewer": "reviewer", "province_reviewer": "province",
            "ministry_reviewer": "ministry"}  # fmt: skip
    return {keys[person.role]: person for person in found if person.role in keys}
