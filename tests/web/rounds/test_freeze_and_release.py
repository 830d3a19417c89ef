"""From approved returns to a release, step by step, each by the person who may; a correction never overwrites."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gaoxin_web.platform.refusals import Refused
from gaoxin_web.rounds import actions, objections
from gaoxin_web.rounds.contents import contents
from gaoxin_web.rounds.models import Release, Run
from gaoxin_web.rounds.running import kept, replay

from .conftest import LISTED, SWITCHES


def refused(status, words=""):
    return pytest.raises(Refused, match=words or ".*", check=lambda error: error.status == status)


@pytest.fixture
def second_run(acting, finished, round_2014, corrected):
    """A correction of one figure, frozen and evaluated."""
    corrected(round_2014, "Z002", national_incubators="1")
    freeze = actions.ask_freeze(acting("ministry1"), round_2014)
    finished(actions.confirm_freeze(acting("ministry2"), freeze))
    return Run.objects.first()


def test_a_freeze_takes_the_approved_revision_and_no_other(round_2014, corrected):
    before = next(
        one for one in contents(round_2014)["revisions"] if one["zone"] == "Z002" and one["year"] == 2014
    )
    revision = corrected(round_2014, "Z002", national_incubators="1")
    after = next(
        one for one in contents(round_2014)["revisions"] if one["zone"] == "Z002" and one["year"] == 2014
    )
    assert after == {**before, "ids": [revision.pk], "digest": revision.digest}


def test_nothing_is_frozen_twice(acting, round_2014, first):
    with refused(409, "Nothing has changed since freeze 1"):
        actions.ask_freeze(acting("ministry1"), round_2014)


def test_who_asked_a_freeze_does_not_confirm_it(acting, round_2014, corrected):
    corrected(round_2014, "Z002", national_incubators="1")
    freeze = actions.ask_freeze(acting("ministry1"), round_2014)
    with refused(403, "somebody else"):
        actions.confirm_freeze(acting("ministry1"), freeze)


def test_a_freeze_is_confirmed_only_of_what_was_asked(acting, round_2014, corrected):
    corrected(round_2014, "Z002", national_incubators="1")
    freeze = actions.ask_freeze(acting("ministry1"), round_2014)
    corrected(round_2014, "Z003", national_incubators="2")
    with refused(409, "1 parts changed"):
        actions.confirm_freeze(acting("ministry2"), freeze)


@pytest.mark.parametrize(
    "username", ["officer2", "reviewer2", "province1", "leader", "auditor", "sysadmin", "expert1"]
)
def test_only_evaluators_freeze(acting, round_2014, username):
    with refused(403):
        actions.ask_freeze(acting(username), round_2014)


def test_a_settled_freeze_cannot_be_changed_by_sql(first):
    with pytest.raises(DatabaseError, match="guarded: freeze"), transaction.atomic():
        type(first.run.freeze).objects.update(digest="0")


def test_a_release_keeps_its_run_and_switches_whoever_writes_to_the_database(first):
    with pytest.raises(DatabaseError, match="guarded: release"), transaction.atomic():
        Release.objects.filter(pk=first.pk).update(sees={"zone": ["score"]})
    with pytest.raises(DatabaseError, match="guarded: release"), transaction.atomic():
        Release.objects.filter(pk=first.pk).update(state="notified")


def test_a_kept_result_is_replayed_to_the_same_bytes(first, settings):
    assert replay(settings.HOME, first.run.result) == []


def test_a_correction_makes_a_second_release_with_its_difference_and_the_first_still_gives_its_bytes(
    acting, second_run, first, settings
):
    for zone, code in actions.not_waived(second_run):
        raise AssertionError(f"{zone} {code} is not waived")
    made = actions.make_release(acting("ministry1"), second_run, SWITCHES, LISTED, "更正 Z002 国家级孵化器数")
    changed = [(one["year"], one["kind"], one["zone"], one["how"]) for one in made.difference["revisions"]]
    assert (made.number, changed) == (2, [(2014, "committee", "Z002", "changed")])
    assert made.difference["moved"]["Z002"]["score"][1] < made.difference["moved"]["Z002"]["score"][0]
    assert (first.run.result != second_run.result, replay(settings.HOME, first.run.result)) == (True, [])


def test_a_release_after_the_first_says_why(acting, second_run):
    with refused(400, "Say why"):
        actions.make_release(acting("ministry1"), second_run, SWITCHES, LISTED, "")


def test_a_changed_byte_of_a_kept_result_is_named(first, settings, tmp_path):
    import shutil

    home = tmp_path / "home"
    shutil.copytree(kept(settings.HOME, first.run.result), kept(home, first.run.result))
    scores = kept(home, first.run.result) / "scores.csv"
    scores.write_bytes(scores.read_bytes().replace(b"ranked", b"rankEd", 1))
    assert [one.split(":")[0] for one in replay(home, first.run.result)] == ["scores.csv"]


def test_what_was_not_reported_blocks_a_release_until_it_is_waived_by_name(
    acting, finished, round_2014, corrected, first
):
    from gaoxin_web.registry.models import Zone

    corrected(round_2014, "Z002", new_investment="…")
    freeze = actions.ask_freeze(acting("ministry1"), round_2014)
    finished(actions.confirm_freeze(acting("ministry2"), freeze))
    run = Run.objects.first()
    assert actions.not_waived(run) == [("Z002", "4.5")]
    with refused(409, "1 figures are neither reported nor waived: Z002 4.5"):
        actions.make_release(acting("ministry1"), run, SWITCHES, LISTED, "更正 Z002")
    actions.waive(
        acting("ministry1"), round_2014, Zone.objects.get(code="Z002"), "4.5", "台风损毁档案，准予免报"
    )
    assert (
        actions.make_release(acting("ministry1"), run, SWITCHES, LISTED, "更正 Z002 的投资额").state
        == "provisional"
    )


def test_nothing_is_told_before_somebody_else_signed_the_secrecy_review(acting, second_run):
    until = timezone.now() + timedelta(days=7)
    made = actions.make_release(acting("ministry1"), second_run, SWITCHES, LISTED, "更正 Z002 的孵化器数")
    with refused(409, "secrecy review is not signed"):
        actions.notify(acting("ministry1"), made, until)
    with refused(403, "signed by somebody else"):
        actions.clear(acting("ministry1"), made, "不涉密")
    actions.clear(acting("ministry2"), made, "不涉密，可以通知")
    with refused(403, "does not release"):
        actions.notify(acting("ministry2"), made, until)
    assert actions.notify(acting("ministry1"), made, until).state == "notified"


@pytest.fixture
def notified(acting, second_run):
    made = actions.make_release(acting("ministry1"), second_run, SWITCHES, LISTED, "更正 Z002 的孵化器数")
    actions.clear(acting("ministry2"), made, "不涉密，可以通知")
    return actions.notify(acting("ministry1"), made, timezone.now() + timedelta(days=7))


def test_a_zone_objects_within_the_window_and_the_ministry_answers(acting, notified, person):
    filed = objections.object_to(
        acting("officer2"), notified, "indicator/1.4@Z002@2014", "孵化器应为二十家，见批文。"
    )
    assert (filed.zone.code, filed.person.username) == ("Z002", "officer2")
    with refused(409, "still open"):
        actions.finish(acting("ministry1"), notified)
    answer = objections.answer(acting("ministry2"), filed, "upheld", "经核对，采纳。")
    assert (answer.outcome, person("officer2").messages.first().en) == (
        "upheld",
        "Your objection is answered: upheld",
    )


def test_a_release_is_final_only_after_its_window_and_all_answers(acting, notified):
    filed = objections.object_to(
        acting("officer2"), notified, "rank/total@Z002@2014", "对位次有异议，请复核。"
    )
    notified.objections_until = timezone.now() - timedelta(minutes=1)
    notified.save()
    with refused(409, "1 objections are not answered"):
        actions.finish(acting("ministry1"), notified)
    objections.answer(acting("ministry1"), filed, "declined", "数据与报表一致。")
    assert actions.finish(acting("ministry1"), notified).state == "final"


def test_an_objection_comes_from_a_zone_and_in_time(acting, notified, first):
    with refused(403, "filed by zones"):
        objections.object_to(acting("province1"), notified, "", "省里认为位次不对，请复核。")
    with refused(409, "has closed"):
        objections.object_to(acting("officer2"), first, "", "对去年的位次有异议，请复核。")


def test_everybody_of_the_zones_and_provinces_is_told(notified, person):
    told = {
        name: person(name).messages.filter(link="/results/").count()
        for name in ("officer2", "province1", "expert1", "sysadmin")
    }
    assert told == {"officer2": 1, "province1": 1, "expert1": 0, "sysadmin": 0}
