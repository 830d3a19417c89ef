"""What a person has to do, by when, and the page on which it is done: one list for every role."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q
from django.urls import NoReverseMatch, reverse

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.queries import waiting_for as people_waiting
from gaoxin_web.accounts.roles import May
from gaoxin_web.collect.calendar import Calendar, short_words
from gaoxin_web.collect.editions import fields_of
from gaoxin_web.collect.layout import label_of
from gaoxin_web.collect.models import Form, Submission, Upload
from gaoxin_web.collect.register_changes import changes_of
from gaoxin_web.collect.round_queries import own_submissions, rounds
from gaoxin_web.collect.standing import OVERDUE, RETURNED, is_untouched, standing
from gaoxin_web.collect.states import OPEN, State
from gaoxin_web.platform.models import Job
from gaoxin_web.platform.questions import Question, numbered
from gaoxin_web.review.models import Decision, Reopening
from gaoxin_web.review.queries import waiting
from gaoxin_web.review.verification import last_outcome
from gaoxin_web.rounds.queries import duties as rounds_waiting

SINGLY = 3
"""So many waiting returns of one form are listed one by one; more are one line that leads to the desk."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: how it stands, what it is, more about it, by when, and the act with its page.

    ``weight`` puts overdue ones first, then returned ones; the rest goes by ``due``.
    """

    look: str
    word: Text
    verb: Text
    what: Text
    more: Text
    act: Text
    address: str
    due: datetime | None = None
    weight: int = 9
    left: Text | None = None

    @property
    def until(self) -> str:
        """Return the deadline in words, or nothing."""
        return str(short_words(self.due)) if self.due else ""


def duties(
    person: Person, now: datetime, calendar: Calendar, own: Sequence[Submission] | None = None
) -> list[Duty]:
    """Return everything that a person has to do: overdue first, then returned, then by deadline.

    ``own`` are the submissions of his organisation in rounds under way, where they are at hand.
    """
    if own is None:
        own = own_submissions(person, under_way=True) if _fills(person) or _registers(person) else ()
    sources = (
        filling(person, now, calendar, own), registering(person, own), reviewing(person, now, calendar), reopenings(person), ending(person, now),
        running(person, now),
    )  # fmt: skip
    far = now + timedelta(days=3650)
    return sorted(
        (one for source in sources for one in source), key=lambda one: (min(one.weight, 2), one.due or far)
    )


def _fills(person: Person) -> bool:
    return person.may(May.FILL)


def _registers(person: Person) -> bool:
    return person.may(May.REGISTER) and person.organisation.level == "zone"


def filling(person: Person, now: datetime, calendar: Calendar, own: Iterable[Submission]) -> Iterator[Duty]:
    """Yield the forms of one's own organisation that are open."""
    if not _fills(person):
        return
    for one in own:
        if one.state not in OPEN or one.form.opens_at > now:
            continue
        stands = standing(one, now, calendar, untouched=is_untouched(one))
        back = _last_return(one)
        what, more = _returned(one, back) if back else _draft(one)
        act = Text("去修改", "Mend it") if back else Text("去填报", "Fill it")
        yield Duty(
            stands.look, stands.word, Text("修改", "Mend") if back else Text("填报", "Fill"), what, more, act,
            address_of(one), stands.deadline.due, {OVERDUE: 0, RETURNED: 1}.get(stands.weight, 2),
            calendar.left(now, stands.deadline.due),
        )  # fmt: skip


def registering(person: Person, own: Iterable[Submission]) -> Iterator[Duty]:
    """Yield the tables of one's own zone that would change the register, until the register follows them."""
    if not _registers(person):
        return
    for one in own:
        if one.form.kind != "enterprises" or one.current is None or one.current.table_id is None:
            continue
        if not _differs(one):
            continue
        found = changes_of(person, one).found
        if found.new or found.gone:
            new, gone = len(found.new), len(found.gone)
            yield Duty("idle", Text("未开始", "not begun"), Text("核对", "Compare"),
                       Text(f"企业名录变动 · 新增 {new} 家、减少 {gone} 家，待确认", f"register · {new} new, {gone} gone, to confirm"),
                       Text("按导入的企业年报与名录比对", "the imported returns beside the register"),
                       Text("去核对", "Compare"), page("submission_register", one.pk), None, 3)  # fmt: skip


def _differs(one: Submission) -> bool:
    """Whether the last import said that its table and the register differ; only then they are compared anew."""
    last = _IMPORTED.first(submission=one.pk) or {}
    counts = (last.get("register") or {}).get("counts") or {}
    return bool(counts.get("new") or counts.get("gone"))


_IMPORTED = Question(
    lambda submission: Upload.objects.filter(submission=submission, state="confirmed").values_list(
        "summary", flat=True
    )[:1]
)


def address_of(submission: Submission) -> str:
    """Return the page on which a submission is filled: its form, or for a table of enterprises its workbooks."""
    if submission.form.kind == "enterprises":
        return page("upload_new", submission.pk) or page("submission_form", submission.pk)
    return page("submission_form", submission.pk)


def page(name: str, *arguments: object) -> str:
    """Return the address of a page by its name; nothing when no room has it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _last_return(one: Submission) -> Decision | None:
    """Return the return that a submission came back with; a reopening counts as one."""
    if one.state != State.RETURNED:
        return None
    back = [each for each in one.decisions.all() if each.target == State.RETURNED]
    return back[-1] if back else None


def _returned(one: Submission, back: Decision) -> tuple[Text, Text]:
    """Say which cells are marked, who returned the form, when and why."""
    fields = fields_of(one.form)
    places = [mark.place.rpartition("/")[2] for mark in back.marks.all()]
    names = [label_of(fields[place]) if place in fields else Text(place, place) for place in places]
    zh, en = "、".join(name.zh for name in names[:3]), ", ".join(name.en for name in names[:3])
    form = one.form
    number = len(names)
    what = Text(f"{form.title} · {number} 处被标记：{zh}" if number else f"{form.title} · 退回修改",
                f"{form.title_en} · {number} marked: {en}" if number else f"{form.title_en} · returned")  # fmt: skip
    who = f"{back.person.organisation.name} {back.person.name}" if back.person else ""
    when = short_words(back.at)
    reason = f" · {back.reason}" if back.reason else ""
    return what, Text(f"{who} · {when.zh} 退回{reason}", f"{who} · returned {when.en}{reason}")


def _draft(one: Submission) -> tuple[Text, Text]:
    """Say how far a draft is."""
    form, revision = one.form, one.current
    what = Text(
        f"{form.title} {form.number} · {one.round.title}",
        f"{form.title_en} {form.number} · {one.round.title_en}",
    )
    if form.kind == "enterprises":
        number = (revision.counts or {}).get("rows") if revision and revision.table_id else None
        if number is None:
            return what, Text("尚未导入", "nothing imported yet")
        return what, Text(
            f"已导入 {number:,} 家，待提交", f"{number:,} enterprises imported, to be submitted"
        )
    filled = len(revision.cells) if revision else 0
    total = len(fields_of(form))
    return what, Text(f"已填 {filled} / {total} 格", f"{filled} of {total} cells filled")


def reviewing(person: Person, now: datetime, calendar: Calendar) -> Iterator[Duty]:
    """Yield the returns that wait for a reviewer: one by one while they are few, else a line a form."""
    if not person.may(May.REVIEW):
        return
    groups = list(
        waiting(person).order_by().values_list("form", "state").annotate(Count("pk"), Min("changed_at"))
    )
    many = [group for group in groups if group[2] > SINGLY]
    forms = Form.objects.in_bulk({form for form, *_ in many}) if many else {}
    yield from (
        _many(forms[form], *group, now, calendar) for form, *group in sorted(many, key=lambda one: one[3])
    )
    few = [Q(form=form, state=state) for form, state, number, _ in groups if number <= SINGLY]
    if few:
        rows = waiting(person).filter(reduce(or_, few)).select_related("form", "organisation")
        yield from (_single(one, now, calendar) for one in rows.order_by("changed_at"))


_ASKED = {State.SUBMITTED: Text("接收", "Receive")}


def _single(one: Submission, now: datetime, calendar: Calendar) -> Duty:
    verb = _ASKED.get(State(one.state), Text("审核", "Review"))
    what = Text(
        f"{one.form.title} · {one.organisation.name}", f"{one.form.title_en} · {one.organisation.name}"
    )
    return Duty("draft", Text("待审", "to review"), verb, what, _waited(one.changed_at, now, calendar),
                Text(f"去{verb.zh}", verb.en), page("review_submission", one.pk), None, 3)  # fmt: skip


def _many(form: Form, state: str, number: int, since: datetime, now: datetime, calendar: Calendar) -> Duty:
    """Return one line for many returns of a form in a state, the oldest of which is here since then."""
    verb = _ASKED.get(State(state), Text("审核", "Review"))
    what = Text(f"{form.title} · {number} 份待{verb.zh}", f"{form.title_en} · {number} to {verb.en.lower()}")
    waited = _waited(since, now, calendar)
    more = Text(f"最早一份{waited.zh}", f"the oldest {waited.en}")
    return Duty("draft", Text("待审", "to review"), verb, what, more, Text(f"去{verb.zh}", verb.en),
                page("review_desk"), None, 3)  # fmt: skip


def _waited(moment: datetime, now: datetime, calendar: Calendar) -> Text:
    days = calendar.working_days_left(moment, now)
    since = short_words(moment)
    if days == 0:
        return Text(f"{since.zh} 送达", f"here since {since.en}")
    return Text(
        f"{since.zh} 送达，已等 {days} 个工作日",
        f"here since {since.en}, for {days} working day{'s' * (days != 1)}",
    )


def reopenings(person: Person) -> Iterator[Duty]:
    """Yield the wishes to reopen an approved return that somebody else of the ministry asked for."""
    if person.organisation.level != "ministry" or not person.may(May.REVIEW):
        return
    found = Reopening.objects.filter(outcome="").exclude(asked_by=person)
    for one in found.select_related("submission__form", "submission__organisation", "asked_by"):
        form, name = one.submission.form, one.submission.organisation.name
        yield Duty("near", Text("待确认", "to confirm"), Text("重新开启", "Reopen"),
                   Text(f"{form.title} · {name}", f"{form.title_en} · {name}"),
                   Text(f"{one.asked_by.name} 申请：{one.reason}", f"asked by {one.asked_by.name}: {one.reason}"),
                   Text("去确认", "Settle"), page("review_submission", one.submission_id), None, 3)  # fmt: skip


def ending(person: Person, now: datetime) -> Iterator[Duty]:
    """Yield the rounds that have closed and have not been ended, and those that open without their approval number."""
    if not person.may(May.OPEN_ROUND):
        return
    for one in rounds().filter(closed=False).prefetch_related("forms"):
        if now > one.closes_at:
            left = one.submissions.exclude(state=State.MINISTRY_APPROVED).count()
            yield Duty("late", Text("已截止", "closed"), Text("结束", "End"), Text(one.title, one.title_en),
                       Text(f"还有 {left} 份未通过", f"{left} not approved yet"), Text("去查看", "Look"), page("round", one.pk), one.closes_at, 3)  # fmt: skip
        lacking = [form.title for form in one.forms.all() if form.approval in {"", "待填"}]
        if lacking and now < one.opens_at:
            yield Duty("late", Text("缺文号", "no number"), Text("补填", "Complete"), Text(one.title, one.title_en),
                       Text("、".join(lacking) + " 未填批准或备案文号", "forms without their approval number"),
                       Text("去补填", "Complete"), page("round", one.pk), one.opens_at, 3)  # fmt: skip


def running(person: Person, now: datetime) -> Iterator[Duty]:
    """Yield what waits on other pages: the end of a round, people to confirm, jobs that failed."""
    if person.may(May.RELEASE):
        yield from _some(rounds_waiting(person), Text("评价运算", "Evaluation"), Text("冻结、发布或异议待处理", "freezes, releases or objections to settle"), page("evaluations"))  # fmt: skip
    if person.may(May.MANAGE_PEOPLE) or person.may(May.MANAGE_SECURITY):
        yield from _some(people_waiting(person), Text("人员", "People"), Text("邀请或变更待确认", "invitations or changes to confirm"), page("people"))  # fmt: skip
    if person.may(May.OPERATE) or person.may(May.SEE_JOURNAL):
        yield from _tampered()
    if person.may(May.OPERATE):
        failed = Job.objects.filter(state="failed", ended_at__gte=now - timedelta(days=7)).count()
        if failed:
            yield Duty("over", Text("失败", "failed"), Text("运行", "Running"), Text(f"{failed} 个后台任务失败", f"{failed} jobs failed"),
                       Text("最近 7 天", "in the last 7 days"), Text("去查看", "Look"), page("jobs"), None, 0)  # fmt: skip


def _tampered() -> Iterator[Duty]:
    """Yield what the last verification of approved returns found changed, until one holds again."""
    found = last_outcome()
    if found is not None and found.wrong is not None:
        yield Duty("over", Text("不符", "does not hold"), Text("核验", "Verify"),
                   Text(f"封存数据与摘要不符：{found.subject}", f"sealed data do not hold: {found.subject}"), found.wrong,
                   Text("去查看", "Look"), page("jobs"), None, 0)  # fmt: skip


def _some(number: int, verb: Text, what: Text, address: str) -> Iterator[Duty]:
    """Yield one line for a number of things that wait on another page; nothing for none."""
    if number:
        said = Text(f"{number} 项{what.zh}", f"{number} {what.en}")
        yield Duty(
            "near",
            Text("待确认", "to confirm"),
            verb,
            said,
            Text("", ""),
            Text("去处理", "Go there"),
            address,
            None,
            3,
        )


def number_of(person: Person) -> int:
    """Return how many forms a person has to fill: the count beside the word 工作台 (review counts beside its own)."""
    if not person.may(May.FILL):
        return 0
    return _TO_FILL.first(organisation=person.organisation_id) or 0


_TO_FILL = Question(
    lambda organisation: numbered(
        Submission.objects.filter(organisation=organisation, round__closed=False, state__in=OPEN),
        "organisation",
    )
)
