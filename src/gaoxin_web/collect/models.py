"""Tables of collection: rounds, forms, submissions with their revisions, uploads, the working calendar."""

from typing import ClassVar

from django.db import models

__all__ = [
    "Comment", "Day", "Edit", "Explanation", "Extension", "Form", "Participant", "Revision", "Round", "Section",
    "Submission", "Table", "Upload",
]  # fmt: skip


class Round(models.Model):
    """One evaluation of all zones that take part: an edition, a data year, an evaluation year.

    ``kind`` is annual, midterm or final. ``edition`` is kept whole as text in ``edition_text`` (its frozen JSON),
    with its digest, so that a round never changes when an edition file does. ``moves_until`` is the last day on
    which zones themselves enter, remove or move enterprises for this round (by practice 15 March).
    """

    kind = models.CharField(max_length=10, default="annual")
    edition = models.CharField(max_length=60)
    edition_digest = models.CharField(max_length=80)
    edition_text = models.TextField()
    data_year = models.IntegerField()
    evaluation_year = models.IntegerField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    moves_until = models.DateField(null=True)
    web_entry = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-data_year", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "data_year", "edition_digest"], name="one_round_a_year")
        ]


class Participant(models.Model):
    """A zone in a round: national, invited or excused, with what it was in that year."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="participants")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="participations")
    participation = models.CharField(max_length=12, default="national")
    park_type = models.CharField(max_length=20, default="", blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["zone__code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "zone"], name="once_a_round")]


class Form(models.Model):
    """A form of a round, grown from the edition: committee (one column of cells), enterprises (a table), enterprise.

    ``kind``: ``committee`` is the zone return; ``enterprises`` the zone's import of all its enterprise returns;
    ``enterprise`` the return of one enterprise on the web, where the round allows it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="forms")
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    issued_by = models.CharField(max_length=120)
    approval = models.CharField(max_length=120)
    valid_until = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["round", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "kind"], name="one_form_a_kind")]


class Submission(models.Model):
    """What one organisation sends for one form: its state, its working revision, and the approved one.

    ``state`` is one of collect.states; ``waits_for`` is the organisation whose turn it is; ``approved`` the
    revision that the ministry approved last, which stays whatever happens after.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, related_name="submissions")
    zone = models.ForeignKey("Zone", on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=20, default="draft", db_index=True)
    turned_back = models.BooleanField(default=False)
    current = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    approved = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    from_above = False
    """Whether somebody of another organisation looks: he is not shown drafts (collect.queries.as_seen)."""

    class Meta:
        ordering: ClassVar = ["form", "organisation"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "organisation"], name="one_submission_a_form")
        ]
        indexes: ClassVar = [models.Index(fields=["round", "state"], name="submission_state")]


class Table(models.Model):
    """Enterprise rows as one Parquet file, kept once by its digest and never changed."""

    digest = models.CharField(max_length=80, unique=True)
    rows = models.IntegerField()
    columns = models.JSONField()
    parquet = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)


class Revision(models.Model):
    """One state of a submission's cells. A draft may change; once ``sealed_at`` is set the database refuses.

    ``cells`` is {field: text} of a committee or enterprise form in the field's unit: a number without grouping,
    ``—`` not applicable, ``…`` not available; an absent field is blank. ``table`` holds the rows of an
    ``enterprises`` form. ``digest`` is SHA-256 over both, set when it is sealed.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="revisions")
    number = models.IntegerField()
    cells = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    table = models.ForeignKey(Table, null=True, on_delete=models.PROTECT, related_name="revisions")
    made_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80, default="", blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["submission", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "number"], name="one_number")]


class Section(models.Model):
    """The version of one section of a draft: it grows by one with each accepted edit."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=40)
    version = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "key"], name="one_section")]


class Edit(models.Model):
    """One accepted edit of one cell, never changed: the history of the cell."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="edits")
    section = models.CharField(max_length=40)
    version = models.IntegerField()
    field = models.CharField(max_length=80)
    old = models.TextField(default="", blank=True)
    new = models.TextField(default="", blank=True)
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "section", "version"], name="one_edit_a_version")
        ]


class Explanation(models.Model):
    """The reason given for one finding of a draft: a reason code and words, a minimum length for some classes."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="explanations")
    check_id = models.CharField(max_length=20)
    place = models.CharField(max_length=160)
    reason = models.CharField(max_length=30)
    words = models.TextField()
    person = models.ForeignKey("Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "check_id", "place"], name="one_explanation")
        ]


class Comment(models.Model):
    """A word on one cell of a submission, in a thread, never changed; ``place`` is a field, or enterprise/field."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="comments")
    place = models.CharField(max_length=160)
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Upload(models.Model):
    """A workbook that somebody sent for a submission: the file as it came, what it would change, what is wrong.

    ``state``: waiting, checked, faulty, confirmed, discarded. Nothing is stored in the revision before confirmed.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="uploads")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=80)
    size = models.IntegerField()
    content = models.BinaryField()
    base = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="waiting", db_index=True)
    job = models.ForeignKey("Job", null=True, on_delete=models.PROTECT, related_name="+")
    summary = models.JSONField(default=dict)
    annotated = models.BinaryField(null=True)
    table = models.ForeignKey(Table, null=True, on_delete=models.PROTECT, related_name="+")
    cells = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]


class Extension(models.Model):
    """A later deadline for one submission: who gave it, why, until when."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateTimeField()
    reason = models.TextField()
    given_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Day(models.Model):
    """A day that is not what its weekday says: a holiday on a weekday, or a working Saturday (调休)."""

    date = models.DateField(unique=True)
    working = models.BooleanField()
    name = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["date"]
