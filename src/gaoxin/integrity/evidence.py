"""The evidence on one round: parts with their value for each zone, and clues with the cell they point at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaoxin.evaluation.evaluate import Evaluation
from gaoxin.evaluation.ranking import figures_asked
from gaoxin.integrity import digits
from gaoxin.integrity.digits import Digits
from gaoxin.integrity.rules import Rules
from gaoxin.micro import anomalies
from gaoxin.micro.anomalies import Standing
from gaoxin.micro.rows import Rows
from gaoxin.returns import Package
from gaoxin.returns.check import check
from gaoxin.terms import Text

NOTHING = Text("", "")
NOT_KNOWN = Text("不知道", "not known")


class Clue(NamedTuple):
    """核查线索: something to look at, never a finding; without a credit code it is about the zone."""

    unit: str
    credit_code: str
    clue: str
    value: str
    expected: str
    place: str


class Evidence(NamedTuple):
    """The value of a part in a zone, None where it is not known (the note says why), over n cases."""

    unit: str
    part: str
    value: float | None
    n: int
    note: Text = NOTHING


@dataclass
class Gathered:
    """What was found over the round."""

    evidence: list[Evidence] = field(default_factory=list)
    clues: list[Clue] = field(default_factory=list)


def gather(evaluation: Evaluation, package: Package, rules: Rules) -> Gathered:
    """Return the evidence on every zone of a round from its package."""
    found = Gathered()
    assert package.rows is not None
    work = _Round(evaluation, package, package.rows, rules, found)
    work.completeness()
    work.timeliness()
    work.revisions()
    work.checks()
    work.digits()
    work.copies()
    work.twins()
    work.ratios()
    work.moves()
    return found


class _Round:
    """One round being looked at."""

    def __init__(
        self, evaluation: Evaluation, package: Package, rows: Rows, rules: Rules, found: Gathered
    ) -> None:
        self.evaluation, self.package, self.rows, self.rules, self.found = (
            evaluation,
            package,
            rows,
            rules,
            found,
        )
        self.year = evaluation.snapshot.year
        self.units = evaluation.climb.cells.units
        self.both = anomalies.pairs(rows, self.year)
        self.listed = Counter(self._zones())

    def _zones(self) -> list[str]:
        return [str(zone) for zone in anomalies.amounts(self.rows, (), self.year)[0]]

    def completeness(self) -> None:
        """Cells filled of those that the indicators in force ask, of enterprises and of the committee."""
        asked = figures_asked(self.evaluation)
        for unit in self.units:
            for part, of_zone in (("completeness", False), ("committee", True)):
                known = [
                    self.evaluation.snapshot.figure(name, unit, back)
                    for name, back in asked
                    if name.startswith("zone.") is of_zone and not name.startswith(("survey.", "expert."))
                ]
                rows = sum(1 if one is None else one.rows for one in known)
                filled = sum(one.filled for one in known if one is not None)
                note = NOTHING if rows else NOT_KNOWN
                self._say(unit, part, filled / rows if rows else None, rows, note)

    def timeliness(self) -> None:
        """Rows dated by the due day, where the package has such a column."""
        rule = self.rules.timeliness
        found = anomalies.dates(self.rows, rule.field, self.year, f"{self.year + 1}-{rule.due}")
        for unit in self.units:
            many, late = (found or {}).get(unit, (0, 0))
            note = (
                NOTHING
                if many
                else Text(
                    f"不知道：数据包没有填报日期（{rule.field}）",
                    f"not known: the package has no dates of reporting ({rule.field})",
                )
            )
            self._say(unit, "timeliness", 1 - late / many if many else None, many, note)

    def revisions(self) -> None:
        """Say that a package holds the last state only: how often it was changed is not known from it."""
        note = Text(
            "不知道：数据包只有最后的数，看不出修改", "not known: a package holds the last state only"
        )
        for unit in self.units:
            self._say(unit, "revisions", None, 0, note)

    def checks(self) -> None:
        """Failed checks of class error by row, and large changes; explanations do not travel in a package."""
        edition = self.evaluation.edition
        kinds = {one.id: "jumps" if one.kind == "change" else "errors" for one in edition.checks
                 if one.kind == "change" or (one.kind == "rule" and one.severity == "error")}  # fmt: skip
        asked = edition.model_copy(update={"checks": tuple(one for one in edition.checks if one.id in kinds)})
        report, counts = check(self.package, asked, self.year), Counter[tuple[str, str]]()
        for one in report.stream(None):
            if one.check not in kinds:
                continue
            kind = kinds[one.check]
            counts[one.zone, kind] += 1
            sheet = f"[{one.sheet}]" if one.sheet else ""
            place = f"{one.file}{sheet}:{one.row} {' '.join(one.columns)}".rstrip()
            self.found.clues.append(
                Clue(one.zone, one.key, kind, f"{one.check} {one.found}", one.message, place)
            )
        unexplained = Text(
            "数据包不带说明：已说明几条不知道，全部按未说明计",
            "a package carries no explanations: how many are explained is not known, all count",
        )
        for unit in self.units:
            self._share(unit, "errors", counts[unit, "errors"], self.listed[unit])
            self._share(unit, "jumps", counts[unit, "jumps"], self.both.get(unit, 0), unexplained)

    def digits(self) -> None:
        """First digits, last digits and heaping of the amounts of each zone."""
        rule = self.rules.digits
        fields = dict.fromkeys((*rule.first, *rule.last, *rule.heaped))
        zones, columns = anomalies.amounts(self.rows, tuple(fields), self.year)
        order = np.argsort(zones.astype(str), kind="stable")
        starts = np.searchsorted(zones[order].astype(str), [*self.units], "left")
        ends = np.searchsorted(zones[order].astype(str), [*self.units], "right")
        for unit, start, end in zip(self.units, starts.tolist(), ends.tolist(), strict=True):
            values = {name: column[order[start:end]] for name, column in columns.items()}
            for part in ("first_digits", "last_digits", "heaping"):
                self._digit_tests(unit, part, list(self._tests(part, values)))

    def _tests(
        self, part: str, values: Mapping[str, NDArray[np.float64]]
    ) -> Iterator[tuple[str, Digits, bool]]:
        """Yield each test made of a part: what of, the test, and whether it stands out."""
        rule = self.rules.digits
        limit, deviation = float(rule.p), float(rule.deviation)
        fields = {"first_digits": rule.first, "last_digits": rule.last, "heaping": rule.heaped}[part]
        for name in (one for one in fields if one in values):
            if part == "heaping":
                for step in map(int, rule.steps):
                    made = digits.heaping(values[name], step=step, least=rule.least)
                    out = _below(made.p, limit) and (made.statistic or 0) > float(rule.excess) * (
                        made.expected or 0
                    )
                    yield f"{name} ×{step}", made, out
                continue
            made = (
                digits.first_digits(values[name], least=rule.least, orders=float(rule.orders))
                if part == "first_digits"
                else digits.last_digits(values[name], least=rule.least)
            )
            yield name, made, _below(made.p, limit) and (made.statistic or 0) > deviation

    def _digit_tests(self, unit: str, part: str, tests: list[tuple[str, Digits, bool]]) -> None:
        made = [one for one in tests if one[1].why_not is None]
        refused = [(name, test.why_not) for name, test, _ in tests if test.why_not is not None]
        zh, en = (
            "；".join(f"{name} {why.zh}" for name, why in refused),
            "; ".join(f"{name} {why.en}" for name, why in refused),
        )
        self._share(unit, part, sum(out for *_, out in made), len(made), Text(zh, en))
        for name, test, out in made:
            if out and test.statistic is not None and test.p is not None:
                usual = (
                    f"{test.expected:.3g}" if test.expected else f"≤ {float(self.rules.digits.deviation):g}"
                )
                self.found.clues.append(
                    Clue(
                        unit,
                        "",
                        part,
                        f"{name}: {test.statistic:.3g}, p = {test.p:.2g}, n = {test.n}",
                        usual,
                        "",
                    )
                )

    def copies(self) -> None:
        """Enterprises whose every amount equals last year's."""
        fields = self.evaluation.edition.enterprise_fields
        names = [name for name, one in fields.items() if one.unit == self.rules.copies.unit]
        found = anomalies.copies(self.rows, names, self.year, self.rules.copies.least)
        self._standing(
            "copies", found, self.both, Text("金额与上年全部相同", "all amounts equal last year's")
        )

    def twins(self) -> None:
        """Enterprises of a zone that have revenue, employees and assets in common."""
        found = anomalies.twins(self.rows, self.rules.twins, self.year)
        self._standing(
            "twins", found, self.listed, Text("与本园区其他企业不同", "unlike any other of the zone")
        )

    def _standing(self, part: str, found: list[Standing], n: Mapping[str, int], usual: Text) -> None:
        counts = Counter(one.zone for one in found)
        for unit in self.units:
            self._share(unit, part, counts[unit], n.get(unit, 0))
        self.found.clues += [
            Clue(one.zone, one.code, part, one.value, str(usual), one.place) for one in found
        ]

    def ratios(self) -> None:
        """Ratios of enterprises far from the median of their industry over the whole round."""
        rule, judged, far = self.rules.ratios, Counter[str](), Counter[str]()
        for pair in rule.pairs:
            found = anomalies.ratios(
                self.rows, pair.over, pair.under, self.year, threshold=float(rule.threshold), least=rule.least
            )
            judged.update(found.judged)
            far.update(one.zone for one in found.far)
            label = Text(pair.label, pair.label_en)
            self.found.clues += [
                Clue(one.zone, one.code, "ratios", f"{label} {one.value}", one.usual, one.place)
                for one in found.far
            ]
        for unit in self.units:
            self._share(unit, "ratios", far[unit], judged[unit])

    def moves(self) -> None:
        """Enterprises that came, left, or moved between zones since last year: told, not scored."""
        counts, moved = anomalies.moves(self.rows, self.year)
        for unit in self.units:
            for part in ("came", "moved_in", "left", "moved_out"):
                many = counts.get(unit, {}).get(part)
                note = (
                    NOTHING
                    if many is not None
                    else Text("不知道：没有两年的名单", "not known: no lists of both years")
                )
                self._say(unit, part, None if many is None else float(many), self.listed[unit], note)
        usual = Text("上年在同一园区", "in the same zone last year")
        self.found.clues += [
            Clue(one.zone, one.code, "moved", one.value, str(usual), one.place) for one in moved
        ]

    def _share(self, unit: str, part: str, count: int, n: int, note: Text = NOTHING) -> None:
        """Say a share of n cases, or that there are none to look at."""
        none = Text("太少：没有可判定的", "too few: nothing to judge")
        self._say(unit, part, count / n if n else None, n, note if n or note.zh else none)

    def _say(self, unit: str, part: str, value: float | None, n: int, note: Text) -> None:
        self.found.evidence.append(Evidence(unit, part, value, n, note))


def _below(p: float | None, limit: float) -> bool:
    return p is not None and p < limit
