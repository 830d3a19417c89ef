"""Tables of panels: a round's survey with whom it asks, its answers without names; experts, dossiers and marks."""

from typing import ClassVar

from django.db import models

__all__ = [
    "Assignment", "Consensus", "Dossier", "Expert", "Invitee", "Judgement", "MarkQuery", "Panel", "PanelFile",
    "QueryReply", "Sheet", "Survey",
]  # fmt: skip


class PanelFile(models.Model):
    """What a panel gave for a round as one CSV: ``survey``, ``expert`` or ``withheld``; never changed, the newest counts.

    ``settings`` are the settings of the edition's method that go with it, by path: how marks become scores.
    """

    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="panel_files")
    kind = models.CharField(max_length=10)
    content = models.BinaryField()
    digest = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Survey(models.Model):
    """A survey of a round: the questionnaire of its edition, the seed of its sample, until when it is answered.

    ``population`` is the register it was drawn from: ``[[zone, stratum, enterprises], …]``.
    """

    round = models.OneToOneField("Round", on_delete=models.PROTECT, related_name="survey")
    questionnaire = models.CharField(max_length=40)
    seed = models.CharField(max_length=40)
    population = models.JSONField(default=list)
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Invitee(models.Model):
    """An enterprise that a survey asks, or keeps in reserve, and whether it has answered; never what it answered.

    ``digest`` is that of its token, empty until links are made. ``draft`` and ``begun_at`` hold what is not sent yet
    and are emptied when it is sent, so that nothing here leads to the answer.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitees")
    enterprise = models.ForeignKey("Enterprise", on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=20, default="", blank=True)
    order = models.IntegerField()
    reserve = models.BooleanField(default=False)
    digest = models.CharField(max_length=80, null=True, unique=True)
    answered = models.BooleanField(default=False)
    draft = models.JSONField(default=dict)
    begun_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["zone__code", "stratum", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "enterprise"], name="asked_once")]


class Sheet(models.Model):
    """One answer sheet: zone, stratum, what was ticked, seconds taken. No enterprise and no time: it is anonymous.

    ``respondent`` is a number drawn by lot; ``repeated`` marks an answer of an enterprise that had answered before;
    ``door`` is web or file.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sheets")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="+")
    respondent = models.CharField(max_length=40)
    stratum = models.CharField(max_length=20, default="", blank=True)
    ticked = models.JSONField()
    seconds = models.FloatField(null=True)
    repeated = models.BooleanField(default=False)
    door = models.CharField(max_length=10, default="web")

    class Meta:
        ordering: ClassVar = ["zone__code", "respondent"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "zone", "respondent"], name="one_sheet_a_respondent")
        ]


class Expert(models.Model):
    """What is known of an expert: fields of knowledge, organisation, province, and the zones he avoids (回避).

    ``employer_zones`` are zones his organisation works in or for, ``avoid`` those he declared; both are zone codes.
    """

    person = models.OneToOneField("Person", on_delete=models.PROTECT, related_name="expert")
    fields = models.JSONField(default=list)
    organisation = models.CharField(max_length=200, default="", blank=True)
    province = models.CharField(max_length=40, default="", blank=True)
    employer_zones = models.JSONField(default=list)
    avoid = models.JSONField(default=list)
    most = models.IntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["person__username"]


class Panel(models.Model):
    """The experts' judgement of a round: how many mark each zone and indicator, how many marks one gives at most."""

    round = models.OneToOneField("Round", on_delete=models.PROTECT, related_name="panel")
    seed = models.CharField(max_length=40)
    each = models.IntegerField()
    most = models.IntegerField()
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Dossier(models.Model):
    """What experts see of a zone without its name: a code word, and by indicator the material it handed in."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="dossiers")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=20)
    material = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["panel", "zone"], name="one_dossier_a_zone"),
            models.UniqueConstraint(fields=["panel", "word"], name="one_zone_a_word"),
        ]


class Assignment(models.Model):
    """One mark that an expert is asked for: open, submitted, or recused with the reason. What is over never changes."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="assignments")
    indicator = models.CharField(max_length=20)
    outside = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    recused_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        ordering: ClassVar = ["dossier__word", "indicator"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["expert", "dossier", "indicator"], name="assigned_once")
        ]


class Judgement(models.Model):
    """A mark as an expert saved it, with his notes; never changed, the newest of an assignment counts."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="judgements")
    score = models.DecimalField(max_digits=6, decimal_places=2)
    notes = models.TextField(default="", blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Consensus(models.Model):
    """What a meeting of experts agreed on for a zone and indicator, beside their own marks; the newest of a cell counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consensus")
    indicator = models.CharField(max_length=20)
    meeting = models.CharField(max_length=60)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    words = models.TextField(default="", blank=True)
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class MarkQuery(models.Model):
    """A question to an expert about a mark that lies far from what the others lead one to expect; the mark stands."""

    judgement = models.OneToOneField(Judgement, on_delete=models.PROTECT, related_name="query")
    expected = models.FloatField()
    errors = models.FloatField()
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]


class QueryReply(models.Model):
    """What the expert says to a question about his mark."""

    query = models.OneToOneField(MarkQuery, on_delete=models.PROTECT, related_name="reply")
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
