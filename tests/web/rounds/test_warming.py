"""A started server reads the told results ahead, so that nobody waits for the first look at a year."""

from gaoxin_web.rounds.warming import warm


def test_every_told_result_is_read_and_one_that_is_gone_is_left_to_its_page(db):
    from gaoxin_web.rounds.models import Release, Run
    from gaoxin_web.rounds.results import result_of

    first = Release.objects.get(round__data_year=2014, number=1)
    assert warm() == 1
    assert {"evaluation", "intervals", "ranking", "targets"} <= vars(result_of(first.run)).keys()
    gone = Run.objects.create(freeze=first.run.freeze, result="f" * 64, robustness=first.run.robustness,
                              edition_digest=first.run.edition_digest, summary={}, seconds=1)  # fmt: skip
    Release.objects.create(round=first.round, number=2, run=gone, state="final", sees={}, listed={})
    assert warm() == 1
