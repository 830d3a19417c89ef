"""The editions that can be laid side by side: those of rounds, those that come with the house, and local ones."""

from dataclasses import dataclass
from functools import lru_cache

from gaoxin.edition import Edition, available, load, thaw
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.collect.models import Round
from gaoxin_web.platform.refusals import absent
from gaoxin_web.rounds.edition_sights import seen, versions
from gaoxin_web.rounds.models import LocalVersion
from gaoxin_web.rounds.visible import level_of


@dataclass(frozen=True)
class Choice:
    """One edition under the key by which an address names it: ``house-NAME``, ``round-PK``, ``local-PK``."""

    key: str
    kind: str
    words: Text
    digest: str


def choices(person: Person) -> list[Choice]:
    """Return every edition that a person may look at; Refused 404 for who sees no results."""
    if level_of(person) is None:
        raise absent()
    return [*_rounds(), *_house(), *_local(person)]


def chosen(person: Person, key: str) -> Choice:
    """Return the edition of a key; Refused 404 where there is none for this person."""
    known = choices(person)
    kind, _, name = key.partition("-")
    if kind == "round" and name.isdecimal():  # any round that uses the edition stands for it
        digest = Round.objects.filter(pk=int(name)).values_list("edition_digest", flat=True).first()
        key = next((one.key for one in known if one.kind == "round" and one.digest == digest), key)
    found = next((one for one in known if one.key == key), None)
    if found is None:
        raise absent()
    return found


def opened(one: Choice) -> Edition:
    """Return the edition itself."""
    name = one.key.partition("-")[2]
    if one.kind == "house":
        return _loaded(name)
    rows = (
        Round.objects.values_list("edition_text", flat=True)
        if one.kind == "round"
        else LocalVersion.objects.values_list("text", flat=True)
    )
    return thawed(rows.get(pk=int(name)))


@lru_cache(maxsize=4)
def _loaded(name: str) -> Edition:
    return load(name)


@lru_cache(maxsize=16)
def thawed(text: str) -> Edition:
    """Return the edition that a round or a version keeps as text."""
    return thaw(text)


def _rounds() -> list[Choice]:
    """Return the editions of rounds, each once, with the years that use it."""
    years: dict[str, list[Round]] = {}
    for one in Round.objects.order_by("data_year", "id").defer("edition_text"):
        years.setdefault(one.edition_digest, []).append(one)
    return [
        Choice(f"round-{rounds[-1].pk}", "round", _of_rounds(rounds), digest)
        for digest, rounds in years.items()
    ]


def _of_rounds(rounds: list[Round]) -> Text:
    first, last, name = rounds[0].data_year, rounds[-1].data_year, rounds[-1].edition
    span = str(first) if first == last else f"{first}–{last}"
    return Text(f"{name}（{span} 年度轮次所用）", f"{name} (rounds of {span})")


def _house() -> list[Choice]:
    return [
        Choice(f"house-{name}", "house", Text(f"{name}（随系统提供）", f"{name} (comes with the system)"),
               _loaded(name).digest)
        for name in available()
    ]  # fmt: skip


def _local(person: Person) -> list[Choice]:
    return [_version(one) for edition in seen(person) for one in versions(person, edition).defer("text")]


def _version(one: LocalVersion) -> Choice:
    name = Text(one.edition.name, one.edition.name_en or one.edition.name)
    words = Text(f"{name.zh} 第 {one.number} 版", f"{name.en}, version {one.number}")
    return Choice(f"local-{one.pk}", "local", words, one.digest)
