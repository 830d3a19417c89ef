"""Fills the home of the benchmarks of result pages: eight released years, and readers of every level."""

import json
import sys
from pathlib import Path

from gaoxin_web.platform.home import enter

RATES = {"2006": "7.9718", "2007": "7.6040", "2008": "6.9451", "2009": "6.8310"}
"""Yuan a dollar in years before the edition's first rate (National Bureau of Statistics, yearly averages)."""

PASSWORD = "Crowd-of-readers-1"


def main(home: str, zones: str, enterprises: str, years: str) -> None:
    """Fill the home, evaluate and release so many years.

    Two more are filled: this year's, which is under way, and one before the first, without which there is no growth.
    """
    enter(Path(home))
    from django.core.management import call_command

    from gaoxin_web.collect.models import Round
    from gaoxin_web.demo.fill import fill
    from gaoxin_web.demo.results import fill_result

    call_command("migrate", verbosity=0)
    fill(Path(home), zones=int(zones), enterprises=int(enterprises), years=int(years) + 2, say=print)
    for made in list(Round.objects.filter(closed=True, freezes=None).order_by("data_year"))[1:]:
        print(f"{made.data_year}", flush=True)
        fill_result(with_rates(made))
    (Path(home) / "readers.json").write_text(json.dumps(readers()))


def with_rates(made: object) -> object:
    """Return a round whose edition knows the exchange rates of the years before its first."""
    from gaoxin.edition import frozen, load
    from gaoxin.edition.load import with_settings

    settings = {f"parameters/usd_cny/by_year/{year}": rate for year, rate in RATES.items()}
    edition = with_settings(load("cn-2013-388"), settings)
    made.edition_text, made.edition_digest = frozen(edition), edition.digest  # type: ignore[attr-defined]
    made.save(update_fields=["edition_text", "edition_digest"])  # type: ignore[attr-defined]
    return made


def readers() -> list[dict[str, object]]:
    """Return accounts of readers: a fifth of the ministry, three tenths of provinces, half of zones; with what each sees."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from gaoxin_web.accounts.models import Organisation, Person
    from gaoxin_web.registry.models import Zone
    from gaoxin_web.rounds.models import Release

    hashed, found = make_password(PASSWORD), []
    levels = {
        "ministry": ("ministry_leader", "ministry_reviewer"),
        "province": ("province_reviewer",),
        "zone": ("zone_officer",),
    }
    years = sorted(Release.objects.values_list("round__data_year", flat=True))
    national = Zone.objects.filter(national_since__lte=years[0])
    for level, number in (("ministry", 20), ("province", 30), ("zone", 50)):
        below = {
            one: sorted(
                national.filter(organisation__path__startswith=one.path).values_list("code", flat=True)
            )
            for one in Organisation.objects.filter(level=level).order_by("code")
        }
        places = [one for one, zones in below.items() if zones]  # one with new zones alone sees no year
        for at in range(number):
            place, role = places[at % len(places)], levels[level][at % len(levels[level])]
            username = f"reader-{level}-{at}"
            Person.objects.create(username=username, name=username, organisation=place, role=role, password=hashed,
                                  password_changed_at=timezone.now())  # fmt: skip
            found.append({"username": username, "password": PASSWORD, "level": level, "years": years,
                          "zones": below[place]})  # fmt: skip
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
