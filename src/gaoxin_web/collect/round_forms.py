"""Forms of rounds and of the calendar: what is asked when one opens, changes, is extended or ends."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from gaoxin_web.collect.calendar import local_day
from gaoxin_web.collect.models import Form, Round
from gaoxin_web.collect.round_queries import editions, working_calendar
from gaoxin_web.collect.round_rules import CLOSING, KINDS, PARTICIPATIONS, moment
from gaoxin_web.platform.speech import said


def _moment(zh: str, en: str, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=said(zh, en), widget=widget, **more)


def _day(zh: str, en: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=said(zh, en), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _year(zh: str, en: str) -> forms.IntegerField:
    return forms.IntegerField(label=said(zh, en), min_value=1988, max_value=timezone.localdate().year + 1)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=said("原因", "Reason"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class RoundDates(forms.Form):
    """Title and dates of a round; the closing as a moment, or as working days after the opening."""

    title = forms.CharField(label=said("名称", "Title"), max_length=120)
    title_en = forms.CharField(label=said("英文名称", "English title"), max_length=120)
    opens_at = _moment("开始填报", "Opens")
    closes_at = _moment("截止", "Closes", required=False)
    working_days = forms.IntegerField(
        label=said("或：开放多少个工作日", "or: open for so many working days"),
        min_value=1,
        max_value=250,
        required=False,
    )
    moves_until = _day("企业名录变更截止（通常 3 月 15 日）", "Register of enterprises changes until (usually 15 March)", required=False)  # fmt: skip
    web_entry = forms.BooleanField(
        label=said(
            "企业可在线填报（默认由园区导入）", "Enterprises enter on the web (by default zones import)"
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Return the data with the closing as a moment; it ends at 17:30 of the last working day."""
        told = super().clean() or {}
        number = told.pop("working_days", None)
        if "opens_at" in told and not told.get("closes_at"):
            if not number:
                self.add_error(
                    "closes_at",
                    said("请填截止时间，或开放的工作日数。", "Give the closing, or the working days."),
                )
            else:
                last = working_calendar().add_working_days(local_day(told["opens_at"]), number)
                told["closes_at"] = moment(last, CLOSING)
        return told


class NewRound(RoundDates):
    """A round to be opened."""

    kind = forms.ChoiceField(
        label=said("类别", "Kind"), choices=[(key, said(*words)) for key, words in KINDS.items()]
    )
    edition = forms.ChoiceField(label=said("指标体系", "Edition"))
    data_year = _year("数据年份", "Data year")
    evaluation_year = _year("评价年份", "Evaluation year")
    field_order = ("edition", "kind", "data_year", "evaluation_year", "title", "title_en", "opens_at", "closes_at",
                   "working_days", "moves_until", "web_entry")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = [(name, name) for name in editions()]  # type: ignore[attr-defined]


class FormHead(forms.Form):
    """The head and dates of a form."""

    number = forms.CharField(label=said("表号", "Number"), max_length=40)
    title = forms.CharField(label=said("表名", "Title"), max_length=120)
    title_en = forms.CharField(label=said("英文表名", "English title"), max_length=120)
    issued_by = forms.CharField(label=said("制定机关", "Issued by"), max_length=120)
    approval = forms.CharField(label=said("批准或备案文号", "Approval or filing number"), max_length=120)
    valid_until = forms.CharField(label=said("有效期限", "Valid until"), max_length=40)
    opens_at = _moment("开始填报", "Opens")
    closes_at = _moment("截止", "Closes")


class Participation(forms.Form):
    """How a zone takes part."""

    participation = forms.ChoiceField(
        label=said("参评方式", "Takes part"), required=False,
        choices=[(key, said(*words)) for key, words in PARTICIPATIONS.items()] + [("", said("不参加", "does not"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=said("原因（受邀、免评须填）", "Reason (for invited and excused)"),
        max_length=200,
        required=False,
    )


class MovesUntil(forms.Form):
    """The last day on which zones change their register."""

    moves_until = _day("企业名录变更截止", "Register changes until")
    reason = _reason()


class Closing(forms.Form):
    """The end of a round."""

    reason = _reason()


class Taking(forms.Form):
    """The register follows a table."""

    reason = _reason()


class Extending(forms.Form):
    """More time for some submissions."""

    until = _moment("延期至", "Until")
    reason = _reason()


class Days(forms.Form):
    """Days that are not what their weekday says."""

    first = _day("首日", "First day")
    last = _day("末日", "Last day")
    working = forms.ChoiceField(
        label=said("安排", "They are"),
        choices=[("no", said("放假", "holidays")), ("yes", said("上班（调休）", "working days"))],
    )
    name = forms.CharField(
        label=said("名称", "Name"), max_length=60, help_text=said("如 清明节", "for example 清明节")
    )

    def clean_working(self) -> bool:
        """Return whether the days work."""
        return bool(self.cleaned_data["working"] == "yes")


class Cleared(forms.Form):
    """A day that is what its weekday says again."""

    day = _day("日期", "Day")


def dates_of(made: Round) -> dict[str, Any]:
    """Return what the form of a round's dates begins with."""
    names = ("title", "title_en", "opens_at", "closes_at", "moves_until", "web_entry")
    return {name: getattr(made, name) for name in names}


def head_of(form: Form) -> dict[str, Any]:
    """Return what the form of a form's head begins with."""
    return {name: getattr(form, name) for name in FormHead.base_fields}


def next_round(before: Round | None) -> dict[str, Any]:
    """Return what the form of a new round begins with: the year after the last one, with the usual dates."""
    from gaoxin_web.collect.round_rules import usual_dates

    year = before.data_year + 1 if before else (timezone.localdate() - timedelta(days=365)).year
    title = {"title": f"{year} 年度评价", "title_en": f"Evaluation of data year {year}"}
    return {"data_year": year, "evaluation_year": year + 1, "edition": before.edition if before else None,
            **title, **usual_dates(year + 1, working_calendar())}  # fmt: skip
