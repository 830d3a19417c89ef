"""The curve of filing: how many returns of a form were first sent by each day, beside the round before; as SVG."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.scope import below
from gaoxin_web.collect.calendar import local_day
from gaoxin_web.collect.models import Form, Round, Submission
from gaoxin_web.review.models import Receipt

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 500, 200, 40, 76, 12, 28
"""The drawing in SVG units, with its margins."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn: day by day cumulated counts of this round and the last, and how many are expected."""

    form: Form
    now: tuple[int, ...]
    before: tuple[int, ...]
    expected: int
    days: int

    @property
    def said(self) -> Text:
        """Return the curve in a sentence, for those who do not see it."""
        filed, then = self.now[-1], _at(self.before, len(self.now) - 1)
        form = self.form
        if not self.before:
            return Text(f"{form.title}：应报 {self.expected} 份，已报 {filed} 份。",
                        f"{form.title_en}: {filed} of {self.expected} filed.")  # fmt: skip
        return Text(f"{form.title}：应报 {self.expected} 份，已报 {filed} 份，上年同日 {then} 份。",
                    f"{form.title_en}: {filed} of {self.expected} filed, {then} on the same day last year.")  # fmt: skip

    @property
    def rows(self) -> list[tuple[int, int, int | None]]:
        """Return the numbers as (day, this round, last round); a day is counted from the opening."""
        return [
            (day, filed, _at(self.before, day) if self.before else None) for day, filed in enumerate(self.now)
        ]

    @property
    def line(self) -> str:
        """Return the points of this round's line."""
        return self._points(self.now)

    @property
    def line_before(self) -> str:
        """Return the points of the last round's line."""
        return self._points(self.before)

    @property
    def end(self) -> tuple[float, float]:
        """Return where today's point stands."""
        return self._x(len(self.now) - 1), self._y(self.now[-1])

    @property
    def expected_y(self) -> float:
        """Return the height of the line of what is expected."""
        return self._y(self.expected)

    @property
    def marks(self) -> list[tuple[int, float]]:
        """Return the marks of the vertical axis as (number, height); it begins at zero."""
        step = max(1, -(-self._top // 4))
        return [(number, self._y(number)) for number in range(0, self._top + 1, step)]

    @property
    def _top(self) -> int:
        return max([self.expected, *self.now, *self.before, 1])

    def _x(self, day: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * day / max(self.days, 1), 1)

    def _y(self, number: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / self._top, 1)

    def _points(self, counts: Iterable[int]) -> str:
        return " ".join(
            f"{self._x(day)},{self._y(number)}" for day, number in enumerate(counts) if day <= self.days
        )


def curve(person: Person, made: Round, now: datetime) -> Curve | None:
    """Return the curve of the committee form over the zones in scope; None before it opens or for a single zone."""
    form = made.forms.filter(kind="committee").first()
    if form is None or now < form.opens_at:
        return None
    expected = Submission.objects.filter(below(person), form=form).count()
    if expected < 2:
        return None
    last = Form.objects.filter(
        kind="committee", round__kind=made.kind, round__data_year=made.data_year - 1
    ).first()
    days = (local_day(form.closes_at) - local_day(form.opens_at)).days
    passed = min((local_day(now) - local_day(form.opens_at)).days, days)
    before = cumulated(_first_days(person, last), days) if last else ()
    return Curve(form, cumulated(_first_days(person, form), passed), before, expected, days)


def cumulated(days: Iterable[int], until: int) -> tuple[int, ...]:
    """Return for each day from 0 to ``until`` how many of some days are not later; earlier than 0 counts as 0.

    >>> cumulated([0, 2, 2, 9], 3)
    (1, 1, 3, 3)
    """
    found, total, counts = Counter(max(day, 0) for day in days), 0, []
    for day in range(until + 1):
        total += found[day]
        counts.append(total)
    return tuple(counts)


def _first_days(person: Person, form: Form) -> list[int]:
    """Return for each return of a form in scope that was sent the day of its first receipt, from the opening on."""
    sent = Receipt.objects.filter(
        below(person, "revision__submission__organisation"), revision__submission__form=form
    )
    first = sent.values("revision__submission").annotate(first=Min("at")).values_list("first", flat=True)
    return [(local_day(at) - local_day(form.opens_at)).days for at in first]


def _at(counts: tuple[int, ...], day: int) -> int:
    return counts[min(day, len(counts) - 1)] if counts else 0
