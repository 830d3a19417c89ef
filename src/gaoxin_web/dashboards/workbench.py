"""The workbench: what I must do, where my returns are, receipts, how much work filing was, what was told to me."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import Level, May
from gaoxin_web.accounts.scope import beneath
from gaoxin_web.collect.calendar import Calendar, moment_words, short_words
from gaoxin_web.collect.checking import open_findings
from gaoxin_web.collect.layout import layout_of
from gaoxin_web.collect.models import Edit, Form, Round, Submission
from gaoxin_web.collect.round_queries import current_round, own_submissions, tally, working_calendar
from gaoxin_web.collect.standing import Standing, is_untouched, standing
from gaoxin_web.collect.states import ACTIONS, LOOKS, NAMES, OPEN, Action, State
from gaoxin_web.dashboards.curve import Curve, curve
from gaoxin_web.dashboards.duties import Duty, address_of, duties, page
from gaoxin_web.platform.messages import newest, words_of
from gaoxin_web.platform.questions import Question
from gaoxin_web.review.models import Decision, Receipt
from gaoxin_web.review.stations import stations

PAUSE = timedelta(minutes=10)
"""Two edits of one person that lie further apart are two sittings."""

REPORTING = frozenset({Level.ZONE, Level.ENTERPRISE})


@dataclass(frozen=True, slots=True)
class Burden:
    """How much work a form is: cells asked, cells that the system fills, minutes used, difference to last year."""

    form: Form
    asked: int
    automatic: int
    minutes: int
    change: int | None

    @property
    def time(self) -> Text:
        """Return the time used in words."""
        hours, minutes = divmod(self.minutes, 60)
        if hours:
            return Text(f"{hours} 时 {minutes} 分", f"{hours} h {minutes} min")
        return Text(f"{minutes} 分", f"{minutes} min")


@dataclass(frozen=True)
class Workbench:
    """What the page shows, for one person at one moment."""

    round: Round | None
    duties: Sequence[Duty]
    counts: Text
    left: Text | None
    closes: Text | None
    now: Text
    stations: Sequence[dict[str, Any]] = ()
    receipts: Sequence[dict[str, Any]] = ()
    burden: Burden | None = None
    totals: Sequence[dict[str, Any]] = ()
    chart: Curve | None = None
    recent: Sequence[dict[str, Any]] = ()
    notices: Sequence[dict[str, Any]] = field(default_factory=list)


def workbench(person: Person, now: datetime) -> Workbench:
    """Return a person's workbench."""
    calendar, made = working_calendar(), current_round()
    reports = person.duty.level in REPORTING and person.may(May.SEE_RETURNS)
    own = own_submissions(person, under_way=True) if reports else None
    found = duties(person, now, calendar, own)
    mine = [one for one in own or () if one.round == made]
    return Workbench(
        round=made, duties=found, counts=counted(found), now=moment_words(now),
        left=calendar.left(now, made.closes_at) if made else None, closes=moment_words(made.closes_at) if made else None,
        stations=[_stations(one, now, calendar) for one in mine],
        receipts=receipts(person) if reports else [],
        burden=burden(mine) if reports else None,
        totals=totals(person, made) if made and not reports and person.may(May.SEE_RETURNS) else [],
        chart=curve(person, made, now) if made and not reports and person.may(May.SEE_RETURNS) else None,
        recent=recent(person) if person.may(May.SEE_RETURNS) else [], notices=notices(person),
    )  # fmt: skip


def counted(found: Iterable[Duty]) -> Text:
    """Say how many duties there are of each kind: 待办 7 项：逾期 1 项、退回 1 项."""
    words = Counter(one.word for one in found)
    total = sum(words.values())
    if not total:
        return Text("没有待办", "nothing to do")
    zh = "、".join(f"{word.zh} {number} 项" for word, number in words.items())
    en = ", ".join(f"{number} {word.en}" for word, number in words.items())
    return Text(f"待办 {total} 项：{zh}", f"{total} to do: {en}")


def _stations(one: Submission, now: datetime, calendar: Calendar) -> dict[str, Any]:
    stands = standing(one, now, calendar, untouched=is_untouched(one))
    revision = one.current
    return {
        "submission": one,
        "stations": stations(one),
        "standing": stands,
        "number": revision.number if revision else 0,
    }


def receipts(person: Person, limit: int = 5) -> list[dict[str, Any]]:
    """Return the newest receipts of a person's own organisation."""
    return [
        {
            "receipt": one,
            "revision": one.revision,
            "form": one.revision.submission.form,
            "when": short_words(one.at),
        }
        for one in _RECEIPTS(organisation=person.organisation_id)[:limit]
    ]


_RECEIPTS = Question(
    lambda organisation: (
        Receipt.objects.filter(revision__submission__organisation=organisation)
        .select_related("revision__submission__form")
        .defer("revision__cells", "revision__notes", "revision__counts")
        .order_by("-at")[:20]
    )
)


def burden(mine: Iterable[Submission]) -> Burden | None:
    """Return how much work the filled form is: the committee's, or the enterprise's own; None where there is none."""
    one = next((each for each in mine if each.form.kind != "enterprises"), None)
    if one is None:
        return None
    asked, automatic = _cells(one.form)
    last = _FORM.first(form=one.form.kind, kind=one.round.kind, year=one.round.data_year - 1)
    times = _TIMES(submission=one.pk)
    return Burden(one.form, asked, automatic, minutes_used(times), asked - _cells(last)[0] if last else None)


_FORM = Question(
    lambda form, kind, year: (
        Form.objects.filter(kind=form, round__kind=kind, round__data_year=year)
        .select_related("round")
        .defer("round__edition_text")
        .order_by("-round_id")[:1]
    )
)
_TIMES = Question(
    lambda submission: (
        Edit.objects.filter(revision__submission=submission)
        .order_by("person_id", "at")
        .values_list("person", "at")
    )
)


def _cells(form: Form) -> tuple[int, int]:
    layout = layout_of(form)
    return len(layout.cells), len(layout.rows) - len(layout.cells)


def minutes_used(edits: Iterable[tuple[Any, datetime]]) -> int:
    """Return the minutes that people spent on edits, given as (person, time) in the order of persons and times.

    The time between two edits of one person counts when it is at most ten minutes; each sitting counts a minute more.
    """
    total, last = timedelta(), (None, None)
    for person, at in edits:
        same = last[0] == person and last[1] is not None and at - last[1] <= PAUSE
        total += at - last[1] if same else timedelta(minutes=1)
        last = (person, at)
    return round(total.total_seconds() / 60)


def totals(person: Person, made: Round) -> list[dict[str, Any]]:
    """Return how many submissions in scope are in each state, a row a form."""
    prefetch_related_objects([made], "forms")  # the tally needs them too
    counts, forms = tally(person, made), made.forms.all()
    return [
        {"form": form, "total": sum(counts[form.pk].values()),
         "states": [(state, LOOKS[state], NAMES[state], counts[form.pk][state]) for state in State]}
        for form in forms if counts[form.pk]
    ]  # fmt: skip


def recent(person: Person, limit: int = 8) -> list[dict[str, Any]]:
    """Return the newest moves of returns in scope, of rounds under way: when, which return, what, by whom."""
    if person.organisation.level == Level.ZONE:
        rows = _MOVES_OF_ZONE(organisation=person.organisation_id)
    else:
        rows = _MOVES(path=person.organisation.path)
    return [
        {"decision": one, "submission": one.submission, "when": short_words(one.at), "action": ACTIONS[Action(one.action)],
         "target": State(one.target), "look": LOOKS[State(one.target)], "word": NAMES[State(one.target)]}
        for one in rows[:limit]
    ]  # fmt: skip


def _moves(inside: Q) -> QuerySet[Decision]:
    found = Decision.objects.filter(inside, submission__round__closed=False).order_by("-pk")
    return found.select_related("submission__form", "submission__organisation", "person")[:20]


_MOVES = Question(lambda path: _moves(beneath(path, "submission__organisation")))
_MOVES_OF_ZONE = Question(lambda organisation: _moves(Q(submission__zone__organisation=organisation)))
"""A zone's scope is its own returns and those of its enterprises, which an index finds."""


def notices(person: Person, limit: int = 5) -> list[dict[str, Any]]:
    """Return the newest messages to a person."""
    return [
        {"message": one, "words": words_of(one), "when": short_words(one.at)}
        for one in newest(person)[:limit]
    ]


def tasks(person: Person, now: datetime) -> list[dict[str, Any]]:
    """Return the task list: every form of one's own organisation, newest round first, with what its checks say."""
    calendar, rows = working_calendar(), []
    for one in own_submissions(person, under_way=False):
        stands = standing(one, now, calendar, untouched=is_untouched(one))
        due, under_way = stands.deadline.due, stands.unfinished and not one.round.closed
        rows.append({"submission": one, "standing": stands, "opens": short_words(one.form.opens_at),
                     "due": moment_words(due), "left": calendar.left(now, due) if under_way else None,
                     "open": under_way, "checks": _checks(one, person, stands), "address": address_of(one)})  # fmt: skip
    return rows


def _checks(one: Submission, person: Person, stands: Standing) -> dict[str, int] | None:
    """Return how many findings stop a draft and how many must be explained; None where there is no draft of one's own."""
    if State(one.state) not in OPEN or one.round.closed or not person.may(May.FILL) or not stands.unfinished:
        return None
    found = open_findings(one)
    return {"blocking": len(found.blocking), "to_explain": len(found.to_explain)}


def empty_words(person: Person) -> tuple[Text, str, Text]:
    """Say why there is nothing to do, and where a person of this role goes next: sentence, address, word."""
    if person.may(May.SEE_JOURNAL):
        return Text("审计管理员不参与填报和审核。", "The auditor takes no part in filing and review."), page("journal"), Text("查看日志", "Read the journal")  # fmt: skip
    if person.may(May.MANAGE_PEOPLE) or person.may(May.MANAGE_SECURITY):
        return (
            Text("没有待处理的系统事项。", "Nothing of the system waits for you."),
            page("people"),
            Text("用户与机构", "People"),
        )
    if person.may(May.JUDGE):
        return (
            Text("没有待评的材料。", "No dossier waits for you."),
            page("dossiers"),
            Text("专家评审", "Panels"),
        )
    if person.may(May.SEE_RETURNS):
        return Text("都已处理。", "All is done."), page("matrix"), Text("查看报送进度", "See the progress")
    return Text("都已处理。", "All is done."), "", Text("", "")
