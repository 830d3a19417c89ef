"""What the results of several years say of each zone: the measures of the rules, None where not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from gaoxin.evaluation.result import Result, Table, read_manifest, read_result, read_table
from gaoxin.integrity.result import FAMILY, PROPOSAL
from gaoxin.management.rules import Management
from gaoxin.terms import Fault, Text, Unusable


@dataclass(frozen=True)
class Year:
    """One round: ranks of its zones with how many were ranked, statuses, verdicts and integrity proposals."""

    year: int
    digest: str
    edition: str
    names: Mapping[str, str]
    rank: Mapping[str, int]
    ranked: int
    status: Mapping[str, str]
    verdicts: Mapping[str, tuple[str, ...]]
    integrity: Mapping[str, Fraction]


def years_of(folders: Iterable[Path], integrity: Iterable[Path]) -> tuple[Year, ...]:
    """Return the rounds of result folders, oldest first, with the integrity results that belong to them.

    Unusable for folders of another kind, for two rounds of one year, and for integrity results of other
    rounds.
    """
    faults: list[Fault] = []
    rounds: dict[int, Year] = {}
    for folder in folders:
        found = read_result(folder)
        if found.manifest.get("kind") != "evaluate":
            faults.append(_fault(folder, "不是 evaluate 的结果", "was not made by evaluate"))
        elif found.manifest["data_year"] in rounds:
            faults.append(
                _fault(
                    folder,
                    f"{found.manifest['data_year']} 年已有一个结果",
                    f"a second result of {found.manifest['data_year']}",
                )
            )
        else:
            rounds[found.manifest["data_year"]] = _year(found)
    proposals = {}
    for folder in integrity:
        manifest, table = read_manifest(folder, FAMILY), read_table(folder / "zones.csv")
        year = rounds.get(manifest["data_year"])
        if year is None or year.digest != manifest["of_result"]:
            faults.append(_fault(folder, "不是这些结果的核查线索", "does not belong to any of these results"))
        proposals[manifest["data_year"]] = _proposals(table)
    if faults:
        raise Unusable(faults)
    return tuple(replace(one, integrity=proposals.get(year, {})) for year, one in sorted(rounds.items()))


def measure(name: str, unit: str, years: tuple[Year, ...], at: int, rules: Management) -> Fraction | None:
    """Return a measure of a zone in the year at that place, None where it is not known."""
    year = years[at]
    match name:
        case "rank_share":
            return _rank_share(year, unit)
        case "rank_fall":
            now, before = _rank_share(year, unit), _before(years, at)
            if now is None or before is None or unit not in before.rank:
                return None
            return Fraction(year.rank[unit] - before.rank[unit], year.ranked)
        case "band_fall":
            now, before = _rank_share(year, unit), _before(years, at)
            then = None if before is None else _rank_share(before, unit)
            bands = [None if one is None else rules.band(one) for one in (now, then)]
            return None if bands[0] is None or bands[1] is None else Fraction(bands[0] - bands[1])
        case "targets_missed":
            verdicts = year.verdicts.get(unit, ())
            return Fraction(verdicts.count("not_met"), len(verdicts)) if verdicts else None
        case "provisional":
            return Fraction(year.status[unit] == "provisional") if unit in year.status else None
        case "integrity":
            return year.integrity.get(unit)
    raise AssertionError(name)


def _rank_share(year: Year, unit: str) -> Fraction | None:
    return Fraction(year.rank[unit], year.ranked) if unit in year.rank else None


def _before(years: tuple[Year, ...], at: int) -> Year | None:
    """Return the round of the year before, None where it is not among the results."""
    return years[at - 1] if at and years[at - 1].year == years[at].year - 1 else None


def _year(found: Result) -> Year:
    ranking, targets = found.tables["ranking.csv"], found.tables["targets.csv"]
    ranks = zip(ranking["unit"], ranking["rank"], strict=True)
    verdicts: dict[str, tuple[str, ...]] = {}
    for unit, verdict in zip(targets["unit"], targets["verdict"], strict=True):
        verdicts[unit] = (*verdicts.get(unit, ()), verdict)
    return Year(
        year=found.manifest["data_year"],
        digest=found.manifest["result_digest"],
        edition=found.manifest["edition"],
        names=dict(zip(ranking["unit"], ranking["name"], strict=True)),
        rank={unit: int(rank) for unit, rank in ranks if rank is not None},
        ranked=int(ranking["n"][0]),
        status=dict(zip(ranking["unit"], ranking["status"], strict=True)),
        verdicts=verdicts,
        integrity={},
    )


def _proposals(table: Table) -> dict[str, Fraction]:
    rows = zip(table["unit"], table["part"], table["value"], strict=True)
    return {unit: Fraction(value) for unit, part, value in rows if part == PROPOSAL and value is not None}


def _fault(folder: Path, zh: str, en: str) -> Fault:
    return Fault(str(folder), Text(zh, en))
