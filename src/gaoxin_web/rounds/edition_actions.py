"""Acts of local editions: derive and revise a weighting, put it in force by two persons, evaluate, tell the zones.

The frame of a local evaluation is the zones of its owner alone: the package of the freeze is cut to them before
anything is read, so bounds, ranks and marks of others can be in no number that comes out.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from gaoxin.edition import frozen
from gaoxin.edition.load import with_settings
from gaoxin.terms import Text
from gaoxin_web.accounts.models import Organisation, Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect.models import Round
from gaoxin_web.platform import jobs
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.models import Job, Message
from gaoxin_web.platform.refusals import Refused, absent, forbidden
from gaoxin_web.registry.models import Zone
from gaoxin_web.rounds.contents import Takes
from gaoxin_web.rounds.edition_weights import NAME, Weights, good_name, settings
from gaoxin_web.rounds.models import Laboratory, LocalEdition, LocalRun, LocalTelling, LocalVersion, Run
from gaoxin_web.rounds.running import edition_of
from gaoxin_web.rounds.visible import Sight, level_of

FEWEST_ZONES = 3
"""Zones that an owner must have in a round: with fewer, standards and ranks within them say nothing."""


def weigher(actor: Actor) -> Person:
    """Return the person who may derive local editions for his organisation; refuse anybody else."""
    if actor.person is None:
        raise forbidden()
    require(actor.person, May.WEIGH)
    return actor.person


def owner(actor: Actor, edition: LocalEdition) -> Person:
    """Return the person who may act on an edition of his own organisation; Refused 404 for anybody else."""
    person = weigher(actor)
    if edition.organisation_id != person.organisation_id:
        raise absent()
    return person


@act
def derive(actor: Actor, base: Round, name: str, name_en: str, made: Weights) -> LocalVersion:
    """Derive an edition from that of a round under a name of its own; its weights are a draft."""
    person = weigher(actor)
    if not good_name(name):
        raise Refused(400, NAME)
    if LocalEdition.objects.filter(organisation=person.organisation, name=name).exists():
        raise Refused(
            409, Text("本单位已有同名的地方版。", "Your organisation has an edition of this name already.")
        )
    edition = LocalEdition.objects.create(
        organisation=person.organisation, base=base, name=name, name_en=name_en, made_by=person
    )
    return _version(actor, person, edition, made, "")


@act
def revise(actor: Actor, edition: LocalEdition, made: Weights, reason: str) -> LocalVersion:
    """Save other weights as the next version, with the reason; what was saved before stays."""
    person = owner(actor, LocalEdition.objects.select_for_update().get(pk=edition.pk))
    last = edition.versions.first()
    if last is not None and last.weights == made.as_json():
        raise Refused(409, Text(f"与第 {last.number} 版相同。", f"This is version {last.number} as it is."))
    if len(reason.strip()) < 4:
        raise Refused(
            400, Text("请写明修改的理由，至少 4 个字。", "Say why it is changed, in at least 4 characters.")
        )
    return _version(actor, person, edition, made, reason.strip())


def _version(actor: Actor, person: Person, edition: LocalEdition, made: Weights, reason: str) -> LocalVersion:
    number = (edition.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    base = edition_of(edition.base.edition_text)
    changed = settings(base, made) | _names(edition, base.edition, number)
    local = with_settings(base, changed)
    version = LocalVersion.objects.create(
        edition=edition, number=number, weights=made.as_json(), settings=changed, text=frozen(local), digest=local.digest,
        reason=reason, made_by=person,
    )  # fmt: skip
    write(actor, Tag.WEIGHTS_SAVED, f"edition/{edition.pk}", new={"version": number, "digest": local.digest,
          "name": edition.name, **made.as_json()})  # fmt: skip
    return version


def _names(edition: LocalEdition, base: str, number: int) -> dict[str, str]:
    """Return what a local edition says of itself: its name, and that its weights are its owner's."""
    by = edition.organisation.name
    return {
        "edition": f"{base}-local-{edition.pk}-v{number}",
        "title": edition.name,
        "title_en": edition.name_en or edition.name,
        "method/weights/basis": "assumed",
        "method/weights/note": f"{by}自定，第 {number} 版；由 {base} 导出",
    }


@act
def settle(actor: Actor, version: LocalVersion, outcome: str) -> None:
    """Put a draft in force, as somebody else than who saved it, or decline it; neither is taken back."""
    person = owner(actor, version.edition)
    version = LocalVersion.objects.select_for_update().get(pk=version.pk)
    if version.settled_at is not None:
        raise Refused(409, Text("这一版已经处理。", "This version is settled already."))
    if outcome not in ("in_force", "declined"):
        raise Refused(400, Text("没有这个动作。", "There is no such act."))
    if outcome == "in_force" and version.made_by_id == person.pk:
        said = Text(
            "须由本单位编制人以外的人确认生效。", "Somebody else of your organisation puts it in force."
        )
        raise forbidden(said)
    version.settled_by, version.settled_at, version.outcome = person, timezone.now(), outcome
    version.save(update_fields=["settled_by", "settled_at", "outcome"])
    tag = Tag.EDITION_IN_FORCE if outcome == "in_force" else Tag.EDITION_DECLINED
    write(
        actor, tag, f"edition/{version.edition_id}", new={"version": version.number, "digest": version.digest}
    )


@act
def ask_evaluation(actor: Actor, version: LocalVersion, sight: Sight) -> Job:
    """Queue the evaluation of a version over the owner's zones, from the freeze of a result that may be seen."""
    owner(actor, version.edition)
    _open(version)
    enough(cut(sight.run.freeze.takes, own_codes(version.edition.organisation)))
    return jobs.ask(actor, "local-evaluate", {"version": version.pk, "run": sight.run.pk}, weight=1)


def enough(takes: Takes) -> None:
    """Refuse a frame with too few zones to be ranked among each other."""
    there = [row["zone"] for row in takes["zones"] if row["participation"] != "excused"]
    if len(there) < FEWEST_ZONES:
        zh = f"所辖园区本轮参评的有 {len(there)} 个，至少要 {FEWEST_ZONES} 个：地方版只在所辖园区内标准化和排名。"
        en = (f"{len(there)} of your zones take part in this round; {FEWEST_ZONES} are needed: "
              "a local edition standardises and ranks within your zones alone.")  # fmt: skip
        raise Refused(409, Text(zh, en))


@act
def record_local_run(actor: Actor, version: LocalVersion, run: Run, done: Mapping[str, Any]) -> LocalRun:
    """Write down what the evaluation of a version gave."""
    made = LocalRun.objects.create(
        version=version, run=run, result=done["result"], robustness=done["robustness"],
        edition_digest=done["edition_digest"], seconds=round(done["seconds"], 2), made_by=actor.person,
    )  # fmt: skip
    write(
        actor,
        Tag.LOCALLY_EVALUATED,
        f"local-run/{made.pk}",
        new={"result": made.result, "version": version.pk},
    )
    return made


@act
def ask_local_replay(actor: Actor, made: LocalRun) -> Job:
    """Queue the replay of a local result, byte for byte."""
    owner(actor, made.version.edition)
    return jobs.ask(actor, "local-replay", {"local_run": made.pk}, weight=1)


@act
def tell(actor: Actor, made: LocalRun, told: bool) -> LocalTelling:
    """Show the result to the owner's zones, each its own place, or hide it again; only of a version in force."""
    person = owner(actor, made.version.edition)
    if told and made.version.outcome != "in_force":
        raise Refused(
            409,
            Text("这一版尚未生效，不能告知园区。", "This version is not in force: zones are not told of it."),
        )
    last = made.tellings.first()
    if (last is not None and last.told) == told:
        raise Refused(409, Text("已经是这样。", "It is so already."))
    line = LocalTelling.objects.create(local_run=made, told=told, person=person)
    write(actor, Tag.LOCAL_RESULT_TOLD, f"local-run/{made.pk}", new={"told": told})
    if told:
        _message(made)
    return line


def _message(made: LocalRun) -> None:
    edition, year = made.version.edition, made.run.freeze.round.data_year
    people = Person.objects.filter(
        organisation__level="zone", organisation__path__startswith=edition.organisation.path, is_active=True
    )
    Message.objects.bulk_create(
        Message(person=each, zh=f"{edition.name}：{year} 年度本园区的位次可以查看",
                en=f"{edition.name_en or edition.name}: your zone's place in {year} can be seen",
                link=f"/editions/results/{made.pk}/")
        for each in people
    )  # fmt: skip


@act
def ask_laboratory(actor: Actor, version: LocalVersion) -> Job:
    """Queue the replay of a version over every frozen year: nationally for evaluators, else over the owner's zones."""
    person = weigher(actor)
    national = level_of(person) == "evaluator"
    if not national:
        owner(actor, version.edition)
    _open(version)
    return jobs.ask(actor, "laboratory", {"version": version.pk, "national": national}, weight=2)


@act
def record_laboratory(
    actor: Actor, version: LocalVersion, national: bool, folder: str, seconds: float
) -> Laboratory:
    """Write down what a replay gave."""
    made = Laboratory.objects.create(
        version=version, national=national, folder=folder, seconds=round(seconds, 2), made_by=actor.person
    )
    write(actor, Tag.LABORATORY_KEPT, f"laboratory/{made.pk}", new={"folder": folder, "version": version.pk})
    return made


@act
def given_out(actor: Actor, subject: str, name: str) -> None:
    """Write into the journal that a file was given."""
    write(actor, Tag.EXPORTED, subject, new={"file": name})


def own_codes(organisation: Organisation) -> frozenset[str]:
    """Return the codes of the zones below an organisation."""
    found = Zone.objects.filter(organisation__path__startswith=organisation.path)
    return frozenset(found.values_list("code", flat=True))


def cut(takes: Takes, codes: frozenset[str]) -> Takes:
    """Return what a freeze takes of some zones alone; panels keep their files, of which only those lines are read."""
    return {
        **takes,
        "zones": [row for row in takes["zones"] if row["zone"] in codes],
        "revisions": [one for one in takes["revisions"] if one["zone"] in codes],
    }


def _open(version: LocalVersion) -> None:
    if version.outcome == "declined":
        raise Refused(409, Text("这一版已退回。", "This version was declined."))
