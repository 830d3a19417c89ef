"""Acts of a round's end: freeze by two persons, evaluate, waive, release step by step, object and answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect.models import Round
from gaoxin_web.platform import jobs
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Job, Message
from gaoxin_web.platform.refusals import Refused, forbidden
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds import results
from gaoxin_web.rounds.contents import completeness, contents, digest_of
from gaoxin_web.rounds.models import Clearance, Freeze, Release, Run, Waiver
from gaoxin_web.rounds.rules import changed_revisions, clean_sees, moved


def home() -> Path:
    """Return the folder in which results are kept."""
    return Path(settings.HOME)


@act
def ask_freeze(actor: Actor, round_: Round) -> Freeze:
    """Ask to freeze what is approved now; another person of the ministry confirms it."""
    person = evaluator(actor)
    if Freeze.objects.filter(round=round_, outcome="", settled_at=None).exists():
        raise Refused(409, Text("已有一次冻结等待确认。", "A freeze is waiting to be confirmed already."))
    takes = contents(round_)
    digest = digest_of(takes)
    last = Freeze.objects.filter(round=round_, outcome="confirmed").first()
    if last and last.digest == digest:
        said = Text(
            f"自第 {last.number} 次冻结以来，没有任何数据变动。",
            f"Nothing has changed since freeze {last.number}.",
        )
        raise Refused(409, said)
    if not any(one["kind"] != "committee" and one["year"] == round_.data_year for one in takes["revisions"]):
        raise Refused(
            409,
            Text(
                "本轮还没有已通过的企业年报，不能冻结。",
                "No enterprise return of this round is approved yet.",
            ),
        )
    number = (Freeze.objects.filter(round=round_).aggregate(last=Max("number"))["last"] or 0) + 1
    made = Freeze.objects.create(
        round=round_, number=number, takes=takes, digest=digest, report=completeness(takes), asked_by=person
    )
    write(actor, Tag.FREEZE_ASKED, f"freeze/{made.pk}", new={"digest": digest, "number": number})
    return made


@act
def confirm_freeze(actor: Actor, freeze: Freeze) -> Job:
    """Confirm a freeze that somebody else asked, of exactly what was asked; its evaluation is queued."""
    person = _second(actor, freeze)
    now = contents(freeze.round)
    if digest_of(now) != freeze.digest:
        changed = changed_revisions(freeze.takes, now)
        said = Text(f"提出冻结之后有 {len(changed)} 份数据变动。请退回这次冻结，重新提出。",
                    f"{len(changed)} parts changed after the freeze was asked. Decline it and ask anew.")  # fmt: skip
        raise Refused(409, said, changed=changed[:50])
    _settle(freeze, person, "confirmed")
    write(actor, Tag.FREEZE_CONFIRMED, f"freeze/{freeze.pk}", new={"digest": freeze.digest})
    return jobs.ask(actor, "evaluate", {"freeze": freeze.pk})


@act
def decline_freeze(actor: Actor, freeze: Freeze) -> None:
    """Decline a freeze, or take back one's own."""
    person = evaluator(actor)
    _waiting(freeze)
    _settle(freeze, person, "declined")
    write(actor, Tag.FREEZE_DECLINED, f"freeze/{freeze.pk}")


@act
def evaluate_again(actor: Actor, freeze: Freeze) -> Job:
    """Queue the evaluation of a confirmed freeze once more, such as after a failure."""
    evaluator(actor)
    if freeze.outcome != "confirmed":
        raise Refused(409, Text("这次冻结没有确认。", "This freeze is not confirmed."))
    return jobs.ask(actor, "evaluate", {"freeze": freeze.pk})


@act
def ask_replay(actor: Actor, run: Run) -> Job:
    """Queue the replay of a kept result: everything is computed again and compared byte for byte."""
    evaluator(actor)
    return jobs.ask(actor, "replay", {"run": run.pk})


@act
def record_run(actor: Actor, freeze: Freeze, done: Mapping[str, Any]) -> Run:
    """Write down what an evaluation gave, and who moved since the run before."""
    before = Run.objects.filter(freeze__round=freeze.round).first()
    after = results.standing(home(), done["result"])
    summary = {
        "counts": done["counts"],
        "export_seconds": round(done["export_seconds"], 2),
        "ranked": sum(rank is not None for rank, _ in after.values()),
        "unranked": [zone for zone, (rank, _) in after.items() if rank is None],
        "provisional": results.filled(home(), done["result"]),
        "before": before.pk if before else None,
        "moved": moved(results.standing(home(), before.result), after) if before else {},
    }
    made = Run.objects.create(
        freeze=freeze, result=done["result"], robustness=done["robustness"], edition_digest=done["edition_digest"],
        summary=summary, seconds=round(done["seconds"], 2),
    )  # fmt: skip
    write(actor, Tag.EVALUATED, f"run/{made.pk}", new={"result": made.result, "freeze": freeze.pk})
    return made


@act
def waive(actor: Actor, round_: Round, zone: Zone, indicator: str, reason: str) -> Waiver:
    """Waive a figure that a zone did not report, by name and with the reason; it cannot be taken back."""
    person = releaser(actor)
    _words(reason, 6)
    made, new = Waiver.objects.get_or_create(
        round=round_, zone=zone, indicator=indicator, defaults={"reason": reason.strip(), "person": person}
    )
    if not new:
        raise Refused(409, Text("这个数已经准予免报。", "This figure is waived already."))
    write(
        actor,
        Tag.WAIVED,
        f"round/{round_.pk}",
        new={"zone": zone.code, "indicator": indicator, "reason": reason},
    )
    return made


@act
def make_release(
    actor: Actor, run: Run, sees: Mapping[str, Sequence[str]], listed: Mapping[str, Any], reason: str = ""
) -> Release:
    """Make a release of a run, for evaluators only at first; what was not reported must be waived by name before."""
    person = releaser(actor)
    round_ = run.freeze.round
    if open_figures := not_waived(run):
        said = Text(f"{len(open_figures)} 个数未报也未准予免报，不能发布：{_named(open_figures)}",
                    f"{len(open_figures)} figures are neither reported nor waived: {_named(open_figures)}")  # fmt: skip
        raise Refused(409, said, figures=[list(one) for one in open_figures])
    last = Release.objects.filter(round=round_).first()
    if last and last.state == "provisional":
        raise Refused(
            409, Text(f"第 {last.number} 次发布还没有通知。", f"Release {last.number} is not notified yet.")
        )
    if last:
        _words(reason, 6)
    made = Release.objects.create(
        round=round_, number=last.number + 1 if last else 1, run=run, sees=clean_sees(sees), listed=dict(listed),
        difference=difference(last.run, run) if last else {}, reason=reason.strip(), made_by=person,
    )  # fmt: skip
    write(
        actor,
        Tag.RELEASE_MADE,
        f"release/{made.pk}",
        new={"run": run.pk, "result": run.result, "sees": made.sees},
    )
    return made


def difference(before: Run, after: Run) -> dict[str, Any]:
    """Return what a later run changes: the revisions that differ, and every zone whose rank or score moved."""
    ranks = moved(results.standing(home(), before.result), results.standing(home(), after.result))
    revisions = changed_revisions(before.freeze.takes, after.freeze.takes)
    return {"run": before.pk, "revisions": revisions, "moved": ranks}


@act
def clear(actor: Actor, release: Release, words: str) -> Clearance:
    """Sign the secrecy review of a release: somebody else than who made it."""
    person = releaser(actor)
    if release.made_by_id == person.pk:
        raise forbidden(
            Text("保密审查须由发布人以外的人签署。", "The secrecy review is signed by somebody else.")
        )
    if hasattr(release, "clearance"):
        raise Refused(409, Text("保密审查已经签署。", "The secrecy review is signed already."))
    _words(words, 4)
    made = Clearance.objects.create(release=release, person=person, words=words.strip())
    write(actor, Tag.RELEASE_CLEARED, f"release/{release.pk}", new={"words": words})
    return made


@act
def notify(actor: Actor, release: Release, until: datetime) -> Release:
    """Tell zones and provinces, and open the window for objections."""
    person = releaser(actor)
    _state(release, "provisional")
    clearance = Clearance.objects.filter(release=release).first()
    if clearance is None:
        raise Refused(
            409, Text("还没有通过保密审查，不能通知。", "The secrecy review is not signed: nothing is told.")
        )
    if clearance.person_id == person.pk:
        raise forbidden(Text("签署保密审查的人不能发布。", "Who signed the secrecy review does not release."))
    if until <= timezone.now():
        raise Refused(400, Text("异议期须在今后结束。", "The window for objections must end in the future."))
    release.state, release.notified_by, release.notified_at = "notified", person, timezone.now()
    release.objections_until = until
    release.save()
    write(actor, Tag.RELEASE_NOTIFIED, f"release/{release.pk}", new={"until": until})
    _tell(release)
    return release


@act
def finish(actor: Actor, release: Release) -> Release:
    """Make a release final: its window has passed and every objection is answered."""
    person = releaser(actor)
    _state(release, "notified")
    if release.objections_until and release.objections_until > timezone.now():
        raise Refused(409, Text("异议期未满，不能定为最终。", "The window for objections is still open."))
    waiting = release.objections.filter(answer=None).count()
    if waiting:
        raise Refused(
            409, Text(f"还有 {waiting} 件异议没有答复。", f"{waiting} objections are not answered.")
        )
    release.state, release.final_by, release.final_at = "final", person, timezone.now()
    release.save()
    write(actor, Tag.RELEASE_FINAL, f"release/{release.pk}", new={"result": release.run.result})
    return release


@act
def told(actor: Actor, subject: str, what: str) -> None:
    """Write down that somebody took a file of a result away."""
    write(actor, Tag.EXPORTED, subject, new={"file": what})


def not_waived(run: Run) -> list[tuple[str, str]]:
    """Return the figures of a run, (zone, indicator), that were neither reported nor waived by name."""
    waived = set(Waiver.objects.filter(round=run.freeze.round).values_list("zone__code", "indicator"))
    open_figures = ((zone, code) for zone, codes in run.summary["provisional"].items() for code in codes)
    return [one for one in open_figures if one not in waived]


def evaluator(actor: Actor) -> Person:
    """Return the person of the ministry who may evaluate; refuse anybody else."""
    return _with(actor, May.EVALUATE)


def releaser(actor: Actor) -> Person:
    """Return the person of the ministry who may release; refuse anybody else."""
    return _with(actor, May.RELEASE)


def _with(actor: Actor, right: May) -> Person:
    if actor.person is None:
        raise forbidden()
    require(actor.person, right)
    return actor.person


def _second(actor: Actor, freeze: Freeze) -> Person:
    person = evaluator(actor)
    _waiting(freeze)
    if freeze.asked_by_id == person.pk:
        raise forbidden(
            Text("冻结须由提出人以外的人确认。", "A freeze is confirmed by somebody else than who asked it.")
        )
    return person


def _waiting(freeze: Freeze) -> None:
    if freeze.settled_at is not None:
        raise Refused(409, Text("这次冻结已经处理。", "This freeze is settled already."))


def _settle(freeze: Freeze, person: Person, outcome: str) -> None:
    freeze.settled_by, freeze.settled_at, freeze.outcome = person, timezone.now(), outcome
    freeze.save(update_fields=["settled_by", "settled_at", "outcome"])


def _state(release: Release, wanted: str) -> None:
    if release.state != wanted:
        raise Refused(
            409, Text("这次发布已不在这一步。", "This release is at another step."), state=release.state
        )


def _words(words: str, least: int) -> None:
    if len(words.strip()) < least:
        raise Refused(
            400, Text(f"请写明理由，至少 {least} 个字。", f"Say why, in at least {least} characters.")
        )


def _named(figures: Sequence[tuple[str, str]]) -> str:
    shown = "、".join(f"{zone} {code}" for zone, code in figures[:10])
    return shown + (" …" if len(figures) > 10 else "")


def _tell(release: Release) -> None:
    """Leave a message for every person of the zones of the round and of their provinces."""
    zones = set(
        release.round.participants.exclude(participation="excused").values_list(
            "zone__organisation_id", flat=True
        )
    )
    parents = set(
        Zone.objects.filter(organisation_id__in=zones).values_list("organisation__parent_id", flat=True)
    )
    people = Person.objects.filter(organisation_id__in=zones | parents, is_active=True)
    year = release.round.data_year
    Message.objects.bulk_create(
        Message(person=person, zh=f"{year} 年度评价结果已通知（第 {release.number} 次发布）",
                en=f"The result of data year {year} is notified (release {release.number})", link="/results/")
        for person in people
    )  # fmt: skip


@act
def record_replay(actor: Actor, place: str, differing: list[str]) -> dict[str, Any]:
    """Write down which files a replay gave otherwise, and return it as the job's answer."""
    write(actor, Tag.REPLAYED, place, new={"differing": differing}, succeeded=not differing)
    return {"identical": not differing, "differing": differing}
