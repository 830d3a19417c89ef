"""Forms of the registry: what is asked when a zone, an enterprise or a candidate changes."""

from typing import Any

from django import forms
from django.utils import timezone

from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.platform.speech import said
from gaoxin_web.registry import queries
from gaoxin_web.registry.models import Enterprise, Zone
from gaoxin_web.registry.rules import EVENTS, LEAVINGS, PARK_TYPES


def _year(zh: str, en: str) -> forms.IntegerField:
    last = timezone.localdate().year + 1
    return forms.IntegerField(label=said(zh, en), min_value=1988, max_value=last)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=said("原因", "Reason"), max_length=500, min_length=2, widget=forms.Textarea(attrs={"rows": 2})
    )


def _document() -> forms.CharField:
    return forms.CharField(
        label=said("依据文件（文号）", "Document (number)"), max_length=200,
        help_text=said("如 国函〔2015〕1 号", "for example 国函〔2015〕1 号"),
    )  # fmt: skip


def _park_type() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=said("园区类型", "Park type"), required=False,
        choices=[(key, said(*words)) for key, words in PARK_TYPES.items()],
    )  # fmt: skip


class _ZoneChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Show a zone by its code and name."""
        return f"{obj.code} {obj.organisation.name}"


class ZoneChange(forms.Form):
    """What happens to a zone, from which year on, by which document."""

    event = forms.ChoiceField(
        label=said("变更事项", "Change"),
        choices=[(key, said(*words)) for key, words in EVENTS.items() if key != "founded"],
    )
    since = _year("自哪一年起", "From the year")
    name = forms.CharField(
        label=said("新名称（更名时填）", "New name (when renamed)"), max_length=200, required=False
    )
    name_en = forms.CharField(label=said("英文名称", "English name"), max_length=200, required=False)
    park_type = _park_type()
    perimeter = forms.CharField(
        label=said("四至范围版本（调整时填）", "Perimeter version (when changed)"),
        max_length=80,
        required=False,
    )
    document = _document()


class NewZone(forms.Form):
    """A zone that enters the registry."""

    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,20}$", label=said("园区编号", "Zone code"),
        help_text=said("字母、数字，不超过 20 位", "letters and digits, at most 20"),
    )  # fmt: skip
    name = forms.CharField(label=said("名称", "Name"), max_length=200)
    name_en = forms.CharField(label=said("英文名称", "English name"), max_length=200, required=False)
    province = forms.ChoiceField(label=said("省份", "Province"))
    city = forms.CharField(label=said("城市", "City"), max_length=40, required=False)
    national = forms.BooleanField(
        label=said("国家高新区（否则为受邀参评园区）", "National zone (else a park that takes part by invitation)"),
        required=False, initial=True,
    )  # fmt: skip
    since = _year("自哪一年起", "From the year")
    park_type = _park_type()
    document = _document()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = provinces()  # type: ignore[attr-defined]


class SelfInnovation(forms.Form):
    """To which self-innovation zone a zone belongs."""

    self_innovation_zone = forms.CharField(
        label=said("国家自主创新示范区", "National self-innovation zone"), max_length=80, required=False
    )
    document = _document()


class Entry(forms.Form):
    """An enterprise that enters a zone."""

    zone = _ZoneChoice(Zone.objects.none(), label=said("园区", "Zone"), to_field_name="code")
    credit_code = forms.CharField(
        label=said("统一社会信用代码", "Unified social credit code"), max_length=18,
        help_text=said("18 位；2017 年及以前可用九位组织机构代码", "18 characters; nine digits up to data year 2017"),
    )  # fmt: skip
    name = forms.CharField(label=said("企业名称", "Name"), max_length=200)
    since = _year("自哪个数据年份起", "From the data year")
    reason = _reason()

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = queries.zones(person)  # type: ignore[attr-defined]
        if queries.zones(person).count() == 1:
            self.fields["zone"].initial = queries.zones(person).first()


class Leaving(forms.Form):
    """The end of a stay."""

    until = _year("在本园区的最后一个数据年份", "Last data year in the zone")
    leaving = forms.ChoiceField(
        label=said("离开方式", "How"),
        choices=[(key, said(*words)) for key, words in LEAVINGS.items() if key != "move"],
    )
    reason = _reason()


class Move(forms.Form):
    """A move to another zone."""

    zone = _ZoneChoice(Zone.objects.none(), label=said("迁入园区", "To the zone"), to_field_name="code")
    since = _year("自哪个数据年份起", "From the data year")
    reason = _reason()

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = queries.zones(person)  # type: ignore[attr-defined]


class NewName(forms.Form):
    """Another name of an enterprise."""

    name = forms.CharField(label=said("新名称", "New name"), max_length=200)
    reason = _reason()


class Same(forms.Form):
    """The row that stands for both of two."""

    kept = forms.ModelChoiceField(
        Enterprise.objects.none(), to_field_name="credit_code", widget=forms.TextInput,
        label=said("保留的代码", "Code that is kept"),
    )  # fmt: skip
    reason = _reason()

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = queries.enterprises(person)  # type: ignore[attr-defined]


class NewCandidate(forms.Form):
    """A provincial zone that applies to become national."""

    code = forms.RegexField(r"^[A-Za-z0-9_-]{1,20}$", label=said("编号", "Code"))
    name = forms.CharField(label=said("名称", "Name"), max_length=200)
    province = forms.ChoiceField(label=said("省份", "Province"))
    city = forms.CharField(label=said("城市", "City"), max_length=40, required=False)
    applied_in = forms.IntegerField(
        label=said("申请年份", "Applied in"), min_value=1988, max_value=2100, required=False
    )
    note = forms.CharField(
        label=said("备注", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [
            one
            for one in provinces()
            if person.organisation.level == "ministry" or one[0] == person.organisation.code
        ]
        self.fields["province"].choices = mine  # type: ignore[attr-defined]


class Upgrade(forms.Form):
    """A candidate that becomes a national zone."""

    code = forms.RegexField(r"^[A-Za-z0-9_-]{1,20}$", label=said("园区编号", "Zone code"))
    since = _year("升级年份", "Year of the upgrade")
    park_type = _park_type()
    document = _document()


def provinces() -> list[tuple[str, str]]:
    """Return the provinces to choose from."""
    found = Organisation.objects.filter(level="province").order_by("code")
    return [(one.code, one.code) for one in found]
