"""Forms of panels: an expert in the register."""

from typing import Any

from django import forms

from gaoxin.panels.reading import listed
from gaoxin.terms import Text
from gaoxin_web.panels.models import Expert


class ExpertForm(forms.Form):
    """What is known of an expert; zones are written as codes between commas."""

    fields_of_knowledge = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    organisation = forms.CharField(max_length=200, required=False)
    province = forms.CharField(max_length=40, required=False)
    employer_zones = forms.CharField(max_length=400, required=False)
    avoid = forms.CharField(max_length=400, required=False)
    most = forms.IntegerField(min_value=1, max_value=2_000, required=False)

    def __init__(
        self, data: Any = None, *, fields: list[tuple[str, str]], expert: Expert | None = None
    ) -> None:
        given = None if expert is None else {
            "fields_of_knowledge": expert.fields, "organisation": expert.organisation, "province": expert.province,
            "employer_zones": "、".join(expert.employer_zones), "avoid": "、".join(expert.avoid), "most": expert.most,
        }  # fmt: skip
        super().__init__(data, initial=given)
        self.fields["fields_of_knowledge"].choices = fields  # type: ignore[attr-defined]
        for name, words in {
            "fields_of_knowledge": Text("领域", "Fields of knowledge"), "organisation": Text("单位", "Organisation"),
            "province": Text("省份（本省园区须回避）", "Province (its zones are avoided)"),
            "employer_zones": Text("单位所在或服务的园区代码", "Zones his organisation works in or for (codes)"),
            "avoid": Text("本人申报回避的园区代码", "Zones declared to be avoided (codes)"),
            "most": Text("最多评分数（不填按评审上限）", "Marks at most (empty: the panel's limit)"),
        }.items():  # fmt: skip
            self.fields[name].label = str(words)

    @property
    def given(self) -> dict[str, Any]:
        """Return what the register keeps of a valid form."""
        found = self.cleaned_data
        return {
            "fields": found["fields_of_knowledge"], "organisation": found["organisation"], "province": found["province"],
            "employer_zones": list(listed(found["employer_zones"])), "avoid": list(listed(found["avoid"])),
            "most": found["most"],
        }  # fmt: skip
