"""Rows and findings are drawn once for what stands in them: what changes is drawn anew, for everybody as he may see it."""

import json

import pytest

from gaoxin_web.collect import actions
from gaoxin_web.collect.checking import findings
from gaoxin_web.collect.models import Submission

JSON = {"content_type": "application/json", "HTTP_ACCEPT": "application/json"}


@pytest.fixture
def asked(officer, draft):
    """A draft with a finding that asks for an explanation: a share above a hundred per cent of built-up land."""
    texts = {"land_area": "1", "built_up_land": "500"}
    actions.save_block(officer, draft.pk, [actions.Asked(name, text, 0) for name, text in texts.items()])
    fresh = Submission.objects.select_related("round", "form", "organisation", "current").get(pk=draft.pk)
    return fresh, next(one for one in findings(fresh) if one.asks)


def panel(client, submission):
    return client.get(f"/submissions/{submission.pk}/findings", HTTP_ACCEPT="application/json").json()[
        "panel"
    ]


def test_a_finding_shows_the_words_that_were_said_last(browse, officer, asked):
    submission, one = asked
    client = browse("officer1")
    said = []
    for words in ("土地刚刚移交园区管理", "已与国土部门核对无误"):
        actions.explain(officer, submission.pk, one.check, one.place, "actual", words)
        said.append([words in panel(client, submission)])
        assert panel(client, submission).count("已保存") == 1
    assert said == [[True], [True]]
    assert "土地刚刚移交园区管理" not in panel(client, submission)


def test_a_row_is_drawn_anew_for_another_value_another_language_and_for_who_may_not_fill(browse, draft):
    client, address = browse("officer1"), f"/submissions/{draft.pk}/form"
    client.get(address)
    saved = {"field": "land_area", "value": "86.4", "seen": 0}
    client.post(f"/submissions/{draft.pk}/cells", json.dumps(saved), **JSON)
    chinese = client.get(address).content.decode()
    client.post("/language/en")
    english = client.get(address).content.decode()
    assert ['value="86.4"' in chinese, 'value="86.4"' in english] == [True, True]
    assert ["automatic, locked" in chinese, "自动，锁定" in english] == [False, False]
    assert '<input type="text" class="value"' in english
    Submission.objects.filter(pk=draft.pk).update(state="received")
    assert '<input type="text" class="value"' not in client.get(address).content.decode()
