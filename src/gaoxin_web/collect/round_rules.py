"""Rules of a round before it opens: who is proposed to take part, which forms it has, what its dates must obey."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.collect.calendar import Calendar, local_day

KINDS = {
    "annual": Text("年度评价", "annual evaluation"),
    "midterm": Text("中期评价", "midterm evaluation"),
    "final": Text("终期评价", "final evaluation"),
}

PARTICIPATIONS = {
    "national": Text("国家高新区", "national zone"),
    "invited": Text("受邀参评", "by invitation"),
    "excused": Text("免评", "excused"),
}
"""How a zone takes part. An excused one is left out of the evaluation and counted."""

NEEDS_REASON = frozenset({"invited", "excused"})

FORM_KINDS = {
    "committee": Text("管委会填报，一列指标", "filled by the zone committee: one column"),
    "enterprises": Text("园区导入全部企业年报", "all enterprise returns, imported by the zone"),
    "enterprise": Text("企业在线填报", "filled by each enterprise on the web"),
}


@dataclass(frozen=True, slots=True)
class FormPlan:
    """What a form carries on its head: number, title, who issued it, by which approval, valid until when."""

    kind: str
    number: str
    title: str
    title_en: str
    issued_by: str = "科学技术部"
    approval: str = "待填"
    valid_until: str = "待填"


FORMS = (
    FormPlan("committee", "GX-G1", "管委会表", "Committee return"),
    FormPlan("enterprises", "GQ", "企业年报（园区导入）", "Enterprise returns (import by the zone)"),
    FormPlan("enterprise", "GQ-1", "企业年报（企业填报）", "Enterprise return (entry on the web)"),
)
"""The forms of a first round; a later one takes over the heads of the round before it."""

OPENING, CLOSING = time(9, 0), time(17, 30)


def proposed(national_since: int | None, evaluation_year: int, before: str | None) -> str | None:
    """Return how a zone is proposed to take part: national once it is, invited if it was before; None for neither."""
    if national_since is not None and national_since <= evaluation_year:
        return "national"
    return "invited" if before == "invited" else None


def usual_dates(evaluation_year: int, calendar: Calendar) -> dict[str, datetime | date]:
    """Return the usual dates of a round: February to March, and the register of enterprises until 15 March.

    It opens on the first working day of February and closes on the last one of March (assumed: the notice of each
    year says its own).
    """
    opens = calendar.add_working_days(date(evaluation_year, 1, 31), 1)
    closes = date(evaluation_year, 3, 31)
    while not calendar.works(closes):
        closes = date.fromordinal(closes.toordinal() - 1)
    return {
        "opens_at": moment(opens, OPENING),
        "closes_at": moment(closes, CLOSING),
        "moves_until": date(evaluation_year, 3, 15),
    }


def moment(day: date, at: time) -> datetime:
    """Return a moment of a day in the time zone of the system."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def date_faults(
    opens_at: datetime, closes_at: datetime, moves_until: date | None, calendar: Calendar
) -> Iterator[Text]:
    """Yield everything that is wrong with the dates of a round or a form."""
    if closes_at <= opens_at:
        yield Text("截止时间必须晚于开始时间。", "It must close after it opens.")
    closing = local_day(closes_at)
    if not calendar.works(closing):
        before = closing
        while not calendar.works(before):
            before = date.fromordinal(before.toordinal() - 1)
        yield Text(f"截止日 {closing.isoformat()} 不是工作日；前一个工作日是 {before.isoformat()}。",
                   f"{closing.isoformat()} is no working day; the working day before it is {before.isoformat()}.")  # fmt: skip
    if moves_until is not None and moves_until > closing:
        yield Text(
            "企业名录变更截止不能晚于填报截止。", "The register cannot change after the round has closed."
        )
