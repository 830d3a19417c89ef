"""Tables of a round's end: what was frozen, what came out, what was released to whom, and what was said to it."""

from typing import ClassVar

from django.db import models

__all__ = [
    "Clearance", "ClueFolder", "Freeze", "Laboratory", "LocalEdition", "LocalRun", "LocalTelling", "LocalVersion", "Objection", "ObjectionAnswer", "Opinion", "Release", "Ruling", "Run", "Waiver",
]  # fmt: skip


class Freeze(models.Model):
    """What a round is evaluated on, asked by one person of the ministry and confirmed by another.

    ``takes`` names every approved revision of the data year and of the year before, every panel file, and the
    participants as they are; ``digest`` is over the digests of all of them. ``report`` is the completeness as it was
    when it was asked. ``outcome``: confirmed or declined; once settled nothing of it changes.
    """

    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="freezes")
    number = models.IntegerField()
    takes = models.JSONField()
    digest = models.CharField(max_length=80)
    report = models.JSONField()
    asked_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="one_freeze_a_number")
        ]


class Run(models.Model):
    """One evaluation of a freeze, never changed: the folders of its result and of its rank intervals by digest.

    ``result`` and ``robustness`` are the names of folders under ``results`` in the home: SHA-256 of their manifest,
    which holds the digest of every other file. ``summary`` counts zones and says who moved since the run before.
    """

    freeze = models.ForeignKey(Freeze, on_delete=models.PROTECT, related_name="runs")
    result = models.CharField(max_length=64)
    robustness = models.CharField(max_length=64)
    edition_digest = models.CharField(max_length=80)
    summary = models.JSONField()
    seconds = models.FloatField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Waiver(models.Model):
    """A figure that was not reported, waived by name and reason, so that a provisional zone can be released."""

    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="waivers")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="waivers")
    indicator = models.CharField(max_length=20)
    reason = models.TextField()
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "zone", "indicator"], name="waived_once")
        ]


class Release(models.Model):
    """A run told to people: provisional, then notified with a window for objections, then final.

    ``sees`` says which parts of the result each level sees (rounds.rules.PARTS), ``listed`` what the public list
    holds. ``difference`` is what a correction changed against the release before it. Nothing of a release changes but
    its ``state``, forward; a correction is a new release.
    """

    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="releases")
    number = models.IntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="releases")
    state = models.CharField(max_length=12, default="provisional", db_index=True)
    sees = models.JSONField()
    listed = models.JSONField()
    difference = models.JSONField(default=dict)
    reason = models.TextField(default="", blank=True)
    made_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    notified_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    notified_at = models.DateTimeField(null=True)
    objections_until = models.DateTimeField(null=True)
    final_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    final_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="one_release_a_number")
        ]


class Clearance(models.Model):
    """The secrecy review (保密审查) of a release: signed by a named person who is not the one who releases."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="clearance")
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)


class Objection(models.Model):
    """What a zone says against a notified result, by name: about which number, and why; never changed."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="objections")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=120)
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]


class ObjectionAnswer(models.Model):
    """The ministry's answer to an objection: upheld (the figure is corrected) or declined, with the reason."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="answer")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10)
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)


class Opinion(models.Model):
    """What is said of one narrative objective of a zone in a mid-term or final round; a later one stands beside it.

    ``part`` is self, province, visit or conclusion; ``grade`` attained, mostly or not.
    """

    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="opinions")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="opinions")
    objective = models.CharField(max_length=10)
    part = models.CharField(max_length=12)
    grade = models.CharField(max_length=12)
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["round", "zone"], name="opinion_of_zone")]


class Ruling(models.Model):
    """What people decided on a zone under dynamic management, beside what the rules proposed; never changed."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="rulings")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="rulings")
    proposed = models.CharField(max_length=40, default="", blank=True)
    decided = models.CharField(max_length=40)
    document = models.CharField(max_length=120)
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class ClueFolder(models.Model):
    """The clues to verify (核查线索) of a run, kept by digest; for evaluators and auditors, never findings."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="clues")
    folder = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)


class LocalEdition(models.Model):
    """A weighting that a province, a city or the ministry derives from the edition of a round (``base``); its name stays."""

    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, related_name="local_editions")
    base = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, default="", blank=True)
    made_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["organisation__path", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_local_edition_a_name")
        ]


class LocalVersion(models.Model):
    """One saved weighting of a local edition: a draft until a second person puts it in force or declines it.

    ``weights`` is what was typed (per cent by dimension and indicator, who is left out), ``settings`` what it changes
    of the base by path, ``text`` the whole edition that follows. Once settled nothing of it changes.
    """

    edition = models.ForeignKey(LocalEdition, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    weights = models.JSONField()
    settings = models.JSONField()
    text = models.TextField()
    digest = models.CharField(max_length=80)
    reason = models.TextField(default="", blank=True)
    made_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_version_a_number")
        ]


class LocalRun(models.Model):
    """A version evaluated over the zones of its owner alone, from the freeze of a national ``run``; never changed.

    ``result`` and ``robustness`` are folders kept by digest, as those of a Run.
    """

    version = models.ForeignKey(LocalVersion, on_delete=models.PROTECT, related_name="runs")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="local_runs")
    result = models.CharField(max_length=64)
    robustness = models.CharField(max_length=64)
    edition_digest = models.CharField(max_length=80)
    seconds = models.FloatField()
    made_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class LocalTelling(models.Model):
    """The switch of an owner: whether zones see their own place in a local result; the last line counts."""

    local_run = models.ForeignKey(LocalRun, on_delete=models.PROTECT, related_name="tellings")
    told = models.BooleanField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Laboratory(models.Model):
    """What a version would have done in every frozen year, kept by digest.

    ``national``: over all zones, for evaluators; otherwise over the zones of the owner alone.
    """

    version = models.ForeignKey(LocalVersion, on_delete=models.PROTECT, related_name="laboratories")
    national = models.BooleanField()
    folder = models.CharField(max_length=64)
    seconds = models.FloatField()
    made_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]
