"""A survey: a reproducible sample, links that work once, anonymity, thresholds, imports with every fault at once."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from gaoxin_web.panels.models import Invitee, PanelFile, Sheet
from gaoxin_web.panels.survey_queries import standing
from gaoxin_web.platform.models import Entry
from gaoxin_web.platform.refusals import Refused


def ticks(questions, value="4"):
    return {one.id: value for one in questions}


def test_the_same_seed_draws_the_same_sample(survey):
    from gaoxin.panels.sampling import draw, quotas_by_zone
    from gaoxin_web.panels.rulebooks import asked_of
    from gaoxin_web.panels.survey_queries import register_of

    sample, register = asked_of(survey)[1].sample, register_of(survey.round)
    drawn = draw(reversed(register), quotas_by_zone(register, sample), survey.seed, float(sample.spare))
    kept = survey.invitees.values_list("enterprise__credit_code", "zone__code", "stratum", "order", "reserve")
    assert sorted(kept) == sorted((one.code, one.zone, one.stratum, one.order, one.reserve) for one in drawn)


def test_without_returns_of_the_year_before_sizes_are_not_known(survey):
    from gaoxin_web.panels.survey_queries import register_of

    survey.round.data_year = 2013
    assert {one.stratum for one in register_of(survey.round)} == {"unknown"}


def test_a_link_is_kept_as_its_digest_only(survey, tokens):
    token = next(iter(tokens.values()))
    digests = set(survey.invitees.exclude(digest=None).values_list("digest", flat=True))
    assert (token in digests, len(token) >= 43) == (False, True)
    assert Invitee.objects.filter(draft__icontains=token).count() == 0
    assert [one.tag for one in Entry.objects.filter(new__contains=token)] == []


def test_old_links_stop_working_when_new_ones_are_made(survey, tokens, acting):
    from gaoxin_web.panels.survey_actions import make_links

    code, old = next(iter(tokens.items()))
    text = make_links(acting("ministry1"), survey, "", renew=True).decode("utf-8-sig")
    new = {row["enterprise"]: row["link"] for row in csv.DictReader(io.StringIO(text))}[code]
    assert (Client().get(f"/survey/{old}").status_code, Client().get(new).status_code) == (404, 200)


def test_links_are_shown_once(survey, tokens, acting):
    from gaoxin_web.panels.survey_actions import make_links

    with pytest.raises(Refused) as refused:
        make_links(acting("ministry1"), survey, "")
    assert (refused.value.status, len(tokens) > 10) == (409, True)


def test_a_respondent_saves_comes_back_and_sends_once(survey, tokens, questions):
    client, address = Client(), f"/survey/{next(iter(tokens.values()))}"
    first = client.post(address, {questions[0].id: "5", "save": "1"})
    assert (first.status_code, first["Location"]) == (302, address)
    assert re.findall(r'name="q1" value="(\d)" checked', client.get(address).content.decode()) == ["5"]
    before = survey.sheets.count()
    sent = client.post(address, {**ticks(questions), "send": "1"})
    assert (sent.status_code, sent["Location"], survey.sheets.count()) == (302, "/survey/done", before + 1)
    again = client.post(address, {**ticks(questions), "send": "1"})
    assert (again.status_code, "只能提交一次" in again.content.decode(), survey.sheets.count()) == (
        409,
        True,
        before + 1,
    )


def test_the_time_taken_is_measured_by_the_server_and_a_quick_answer_is_flagged(survey, tokens, questions):
    client, address = Client(), f"/survey/{next(iter(tokens.values()))}"
    stamp = re.search(r'name="begun" value="([^"]+)"', client.get(address).content.decode()).group(1)
    before = standing(survey).worked.flags.get("speeding", 0)
    client.post(address, {**ticks(questions), "begun": stamp, "seconds": "900", "send": "1"})
    assert Sheet.objects.latest("id").seconds < 45
    assert standing(survey).worked.flags["speeding"] == before + 1


def test_a_begin_that_we_did_not_sign_is_not_believed(survey, tokens, questions):
    Client().post(f"/survey/{next(iter(tokens.values()))}", {**ticks(questions), "begun": "x", "send": "1"})
    assert Sheet.objects.latest("id").seconds is None


def test_nothing_leads_from_an_answer_to_its_enterprise(survey, tokens, questions):
    code, token = next(iter(tokens.items()))
    Client().post(f"/survey/{token}", {**ticks(questions), "save": "1"})
    Client().post(f"/survey/{token}", {**ticks(questions), "send": "1"})
    invitee = survey.invitees.get(enterprise__credit_code=code)
    assert (invitee.answered, invitee.draft, invitee.begun_at) == (True, {}, None)
    names = {field.name for field in Sheet._meta.get_fields()}
    assert names == {"id", "survey", "zone", "respondent", "stratum", "ticked", "seconds", "repeated", "door"}
    lines = Entry.objects.filter(tag__in=("survey:answered", "survey:saved")).order_by("-number")[:2]
    assert [(one.person, one.address, one.subject) for one in lines] == [
        ("system", "", f"survey/{survey.pk}")
    ] * 2


def test_after_the_deadline_a_sheet_is_refused_in_words(survey, tokens, questions):
    survey.closes_at = timezone.now() - timedelta(minutes=1)
    survey.save()
    answer = Client().post(f"/survey/{next(iter(tokens.values()))}", {**ticks(questions), "send": "1"})
    assert (answer.status_code, "截止" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("token", ["", "nobody", "x" * 43, "..%2f..", "done%00"])
def test_a_token_that_nobody_was_sent_is_not_there(db, token):
    assert Client().get(f"/survey/{token}").status_code == 404


def test_a_choice_that_is_none_is_refused_and_nothing_is_lost(survey, tokens, questions):
    answer = Client().post(
        f"/survey/{next(iter(tokens.values()))}", {"q1": "5", "q2": "77", "q3": "x", "send": "1"}
    )
    text = answer.content.decode()
    assert (answer.status_code, "第 2、3 题" in text) == (400, True)
    assert re.findall(r'name="(q\d+)" value="(\d)" checked', text) == [("q1", "5")]


def test_below_the_threshold_no_figure_is_shown(survey, browse):
    worked = standing(survey).worked
    few = {one.zone for one in worked.withheld}
    assert len(few) > 0
    assert {one.mean for one in worked.withheld} == {None}
    rows = re.findall(
        r"<tr><th scope=\"row\"><span class=\"code\">(\w+)</span>.*?</tr>",
        browse("ministry1").get(f"/panels/surveys/{survey.pk}/").content.decode(),
        re.DOTALL,
    )
    assert set(rows) == {one.zone for one in worked.response}
    text = browse("ministry1").get(f"/panels/surveys/{survey.pk}/").content.decode()
    for zone in few:
        row = re.search(rf'<span class="code">{zone}</span>.*?</tr>', text, re.DOTALL).group(0)
        assert (row.count("不足"), re.findall(r"\d+\.\d <span", row)) == (4, [])


def sent(survey, browse, text, name="answers.csv"):
    return browse("ministry1").post(
        f"/panels/surveys/{survey.pk}/import", {"file": SimpleUploadedFile(name, text.encode())}
    )


def head(questions):
    return "year,zone,respondent,enterprise,seconds," + ",".join(one.id for one in questions)


def line(questions, zone, name, value="4", code=""):
    return f"2015,{zone},{name},{code},300," + ",".join([value] * len(questions))


def test_answers_come_in_by_file_and_a_repeated_enterprise_is_flagged(survey, browse, questions):
    done = survey.invitees.filter(answered=True).select_related("enterprise", "zone").first()
    zone, before = done.zone.code, survey.sheets.count()
    rows = [
        head(questions),
        line(questions, zone, "P1", code=done.enterprise.credit_code),
        line(questions, zone, "P2"),
    ]
    answer = sent(survey, browse, "\n".join(rows))
    assert (answer.status_code, survey.sheets.count()) == (302, before + 2)
    kept = Sheet.objects.filter(survey=survey, door="file").order_by("respondent")
    assert [(one.respondent, one.repeated) for one in kept] == [("P1", True), ("P2", False)]


def test_every_fault_of_a_file_is_told_at_once_and_nothing_is_taken(survey, browse, questions):
    before = survey.sheets.count()
    rows = [head(questions), line(questions, "Z001", "P1"), line(questions, "NOWHERE", "P2"),
            line(questions, "Z001", "P1"), line(questions, "Z001", "P3", value="9")]  # fmt: skip
    answer = sent(survey, browse, "\n".join(rows))
    text = answer.content.decode()
    assert (answer.status_code, survey.sheets.count()) == (400, before)
    assert ("NOWHERE" in text, "P1" in text, text.count("“9”")) == (True, True, len(questions))


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("a.csv", b"\x00\xff\xfe"), ("a.xlsx", b"PK\x03\x04no"),
                                              ("a.exe", b"MZ"), ("a.csv", b"year,zone\n2015,Z001\n")])  # fmt: skip
def test_a_file_that_is_none_is_refused_in_words(survey, browse, name, content):
    file = SimpleUploadedFile(name, content)
    answer = browse("ministry1").post(f"/panels/surveys/{survey.pk}/import", {"file": file})
    assert (
        answer.status_code,
        "Traceback" in answer.content.decode(),
        survey.sheets.filter(door="file").count(),
    ) == (400, False, 0)


def test_closing_gives_the_round_its_marks_and_what_is_withheld_and_takes_nothing_more(
    survey, acting, tokens, questions
):
    from gaoxin_web.panels.survey_closing import close_survey

    worked = standing(survey).worked
    close_survey(acting("ministry1"), survey)
    files = {one.kind: bytes(one.content).decode() for one in PanelFile.objects.filter(round=survey.round)}
    rows = list(csv.DictReader(io.StringIO(files["survey"])))
    held = list(csv.DictReader(io.StringIO(files["withheld"])))
    assert [(row["zone"], row["indicator"]) for row in held] == [
        (one.zone, one.indicator) for one in worked.withheld
    ]
    assert (len(rows), {row["synthetic"] for row in rows}) == (len(worked.marks), {"合成"})
    with pytest.raises(DatabaseError, match="guarded: sheet"), transaction.atomic():
        Sheet.objects.create(survey=survey, zone=survey.invitees.first().zone, respondent="late", ticked={})
    answer = Client().post(f"/survey/{next(iter(tokens.values()))}", {**ticks(questions), "send": "1"})
    assert answer.status_code == 409


def test_reminders_name_who_has_not_answered_and_nothing_else(survey, tokens, browse):
    answer = browse("ministry1").post(f"/panels/surveys/{survey.pk}/reminders")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["enterprise"] for row in rows} == set(tokens)
    assert set(rows[0]) == {"zone", "zone_name", "enterprise", "name", "size", "reserve", "synthetic"}


@pytest.mark.parametrize(
    "username", ["officer1", "reviewer1", "province1", "expert1", "sysadmin", "auditor", "leader"]
)
@pytest.mark.parametrize("path", ["", "links", "reminders", "import", "close"])
def test_nobody_but_the_evaluators_sees_or_runs_a_survey(survey, browse, username, path):
    client, address = browse(username), f"/panels/surveys/{survey.pk}/{path}"
    answer = client.post(address) if path else client.get(address)
    assert answer.status_code == 403
