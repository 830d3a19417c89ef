"""Acts on the cells of a draft: save, note, explain, comment. Never last-write-wins.

A save says the version of the section that the person had seen. Where somebody changed the same cell after that, the
save is refused (409) with both values and who; otherwise it is accepted, and the version grows by one for each cell.
Saves of one submission wait for each other (a lock on its row), so that none is lost. What can be read and judged
before the lock is: while it is held the cells are read, held against what the person had seen, and written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import one, require
from gaoxin_web.collect.cells import Typed, read_cell
from gaoxin_web.collect.checking import findings
from gaoxin_web.collect.deadlines import may_edit
from gaoxin_web.collect.findings import LEAST_WORDS, REASONS, Finding
from gaoxin_web.collect.layout import Row, layout_of
from gaoxin_web.collect.models import Comment, Edit, Explanation, Revision, Section, Submission
from gaoxin_web.collect.queries import last_edit, seen, submission_of
from gaoxin_web.collect.warnings import GROUP, is_row
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.messages import tell
from gaoxin_web.platform.questions import Question
from gaoxin_web.platform.refusals import Refused, absent, forbidden

LONGEST_WORDS = 2_000
"""Characters of the longest note, explanation or comment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell that is to be saved: the text as typed, and the version of its section that the person had seen."""

    field: str
    value: str
    seen: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell as it stands after a save: what was read from the text, its section, and that section's version."""

    field: str
    typed: Typed
    section: str
    version: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the cells, when by the server's clock, the id of the last edit, and the submission as it is now."""

    cells: tuple[Kept, ...]
    at: datetime
    last: int
    submission: Submission


def save_cell(
    actor: Actor,
    submission: int,
    field: str,
    value: str,
    seen: int,
    *,
    revision: int | None = None,
    money: str = "",
) -> Saved:
    """Save one cell of a draft; see ``save_block``."""
    return save_block(actor, submission, [Asked(field, value, seen)], revision=revision, money=money)


def save_block(
    actor: Actor, submission: int, asked: Sequence[Asked], *, revision: int | None = None, money: str = ""
) -> Saved:
    """Save cells of a draft, all or none, as the texts were typed (``money``: the unit of bare amounts, 万元).

    ``revision`` is the number of the revision that the person had seen. Refused 400 for a cell that the form does not
    have; 404, 403 and 409 by scope, role, state and deadline; 409 with ``conflicts`` (field, mine, theirs, who, at,
    version) where somebody changed a cell after the version seen. A text that is already there changes nothing, so
    that a save whose answer was lost can be sent again.
    """
    found = _judged(actor, submission, revision)
    rows = _rows(found, [one.field for one in asked])
    read = {one.field: read_cell(rows[one.field].field, one.value, money=money) for one in asked}
    with transaction.atomic():
        held = _still(actor, found, revision)
        draft = _draft(held, actor)
        sections = _sections(held, draft, rows)
        _refuse_conflicts(draft, sections, asked, read, rows)
        changed = {name: typed for name, typed in read.items() if draft.cells.get(name, "") != typed.text}
        last = _store(actor, held, draft, sections, changed) if changed else last_edit(draft)
    layout = layout_of(held.form)
    kept = tuple(
        Kept(name, typed, key := layout.section_of(name), sections[key].version)
        for name, typed in read.items()
    )
    return Saved(kept, timezone.now(), last, held)


@act
def note(actor: Actor, submission: int, field: str, words: str, seen_words: str) -> str:
    """Save the note of a cell and return it; Refused 409 where it is not what the person had seen."""
    held = _hold(actor, submission)
    _rows(held, [field])
    draft = _draft(held, actor)
    old, new = draft.notes.get(field, ""), _words(words)
    if old not in (seen_words, new):
        said = Text(f"备注已被改为“{old}”", f"the note was changed to “{old}”")
        raise Refused(409, said, conflicts=[{"field": field, "mine": new, "theirs": old}])
    draft.notes = (
        {**draft.notes, field: new} if new else {key: one for key, one in draft.notes.items() if key != field}
    )
    draft.save(update_fields=["notes"])
    write(actor, Tag.NOTE_SAVED, f"submission/{held.pk}", old={field: old}, new={field: new})
    return new


@act
def explain(actor: Actor, submission: int, check: str, place: str, reason: str, words: str) -> Explanation:
    """Explain a finding: a reason of ``REASONS`` and words, six characters at least; Refused 400 for less.

    A warning of an imported table is explained for all its rows (place ``table``) or for one (place its credit code).
    """
    held = _hold(actor, submission, tables=True)
    if reason not in REASONS:
        raise Refused(400, Text("请选原因", "choose a reason"), allowed=list(REASONS))
    said = _words(words)
    if len(said) < LEAST_WORDS:
        raise Refused(400, Text(f"说明不少于 {LEAST_WORDS} 个字，现有 {len(said)} 个",
                                f"write at least {LEAST_WORDS} characters; there are {len(said)}"))  # fmt: skip
    if not any(one.check == check and one.asks and _explains(held, one, place) for one in findings(held)):
        raise Refused(
            409, Text("这一条已不存在，或不须说明", "there is no such finding, or it asks no explanation")
        )
    made, _ = Explanation.objects.update_or_create(
        revision=_draft(held, actor), check_id=check, place=place,
        defaults={"reason": reason, "words": said, "person": actor.person},
    )  # fmt: skip
    write(
        actor,
        Tag.EXPLAINED,
        f"submission/{held.pk}",
        new={"check": check, "place": place, "reason": reason, "words": said},
    )
    return made


def _explains(held: Submission, found: Finding, place: str) -> bool:
    """Whether a place is where a finding is explained: its cell, or for a table one of its rows."""
    return found.place == place or (found.place == GROUP and is_row(held, place))


@act
def comment(actor: Actor, submission: int, place: str, words: str) -> Comment:
    """Say something about a cell, for everybody who fills or reviews the submission; it cannot be changed afterwards."""
    person = _somebody(actor)
    require(person, May.FILL, May.REVIEW)
    held = one(seen(person).select_related("form__round", "current"), pk=submission)
    said = _words(words)
    if not said:
        raise Refused(400, Text("意见是空的", "the comment is empty"))
    field = place.rpartition("/")[2]
    if field not in {row.name for row in layout_of(held.form).rows}:
        raise Refused(400, Text(f"本表没有“{field}”", f"this form has no {field!r}"))
    made = Comment.objects.create(submission=held, place=place, words=said, person=person)
    _tell_the_others(made)
    write(actor, Tag.COMMENTED, f"submission/{held.pk}", new={"place": place, "words": said})
    return made


def _tell_the_others(made: Comment) -> None:
    """Tell who spoke of the cell before, and who fills the form, that something was said."""
    held, speaker = made.submission, made.person
    spoke = Person.objects.filter(pk__in=held.comments.filter(place=made.place).values("person"))
    filled = Person.objects.filter(pk=held.current.made_by_id if held.current else None)
    others = (spoke | filled).filter(is_active=True).exclude(pk=speaker.pk)
    said = Text(f"{speaker.name}对“{held.form.title}”的一格写了意见：{made.words[:40]}",
                f"{speaker.name} commented on a cell of “{held.form.title_en}”: {made.words[:40]}")  # fmt: skip
    tell(others, said, f"/submissions/{held.pk}/form")


def _somebody(actor: Actor) -> Person:
    if actor.person is None:
        raise forbidden()
    return actor.person


def _judged(
    actor: Actor, submission: int, revision: int | None = None, *, tables: bool = False
) -> Submission:
    """Return a submission whose cells this person may change now; Refused otherwise. Nothing is locked."""
    person = _somebody(actor)
    found = submission_of(person, submission)
    require(person, May.FILL)
    allowed, reason = may_edit(found, person, timezone.now())
    if not allowed:
        raise forbidden(reason) if found.organisation_id != person.organisation_id else Refused(409, reason)
    if found.form.kind == "enterprises" and not tables:
        raise absent()
    number = found.current.number if found.current else 1
    if revision is not None and revision != number:
        raise Refused(409, Text(f"本表已是修订 {number}，这一页是修订 {revision}；请刷新后再改",
                                f"this form is at revision {number} and the page at {revision}: reload it"))  # fmt: skip
    return found


def _hold(actor: Actor, submission: int, *, tables: bool = False) -> Submission:
    """Return a submission that this person may change now, locked until the transaction ends; Refused otherwise."""
    person = _somebody(actor)
    one(seen(person), pk=submission)
    _LOCKED(pk=submission)
    return _judged(actor, submission, tables=tables)


def _still(actor: Actor, found: Submission, revision: int | None) -> Submission:
    """Lock a submission that was judged before; its cells are those of now. It is judged anew if it has moved since."""
    ((state, current),) = _LOCKED(pk=found.pk)
    draft = _DRAFT.first(pk=current) if current else None
    if (state, current) != (found.state, found.current_id) or (draft and draft.ended):
        return _judged(actor, found.pk, revision)
    if draft:
        draft.made_by, draft.table = found.current.made_by, found.current.table
    found.current = draft
    return found


_LOCKED = Question(
    lambda pk: Submission.objects.select_for_update().filter(pk=pk).order_by().values_list("state", "current")
)
_DRAFT = Question(
    lambda pk: Revision.objects.filter(pk=pk).annotate(ended=F("submission__round__closed")).order_by()
)
"""The working revision, read after the lock is held, and whether its round has ended."""


def _draft(held: Submission, actor: Actor) -> Revision:
    """Return the working revision of a submission, made where there is none yet."""
    if held.current is None:
        held.current = Revision.objects.create(submission=held, number=1, made_by=actor.person)
        held.save(update_fields=["current"])
    elif held.current.sealed_at is not None:
        raise Refused(409, Text("这一修订已封存，不能再改", "this revision is sealed and cannot be changed"))
    return held.current


def _rows(held: Submission, names: Sequence[str]) -> dict[str, Row]:
    """Return the rows of cells by name; Refused 400 with all that the form does not have or fills itself."""
    cells = layout_of(held.form).cells
    wrong = [name for name in names if name not in cells]
    if wrong or not names or len(set(names)) != len(names):
        listed = "、".join(wrong[:20])
        raise Refused(400, Text(f"不是本表可填的格子：{listed}" if wrong else "没有格子，或同一格写了两次",
                                f"not cells of this form: {listed}" if wrong else "no cell, or one cell twice"), fields=wrong)  # fmt: skip
    return {name: cells[name] for name in names}


def _sections(held: Submission, draft: Revision, rows: Mapping[str, Row]) -> dict[str, Section]:
    """Return the sections of these cells as they are while the submission is locked."""
    known = {one.key: one for one in _SECTIONS(revision=draft.pk)}
    keys = {layout_of(held.form).section_of(name) for name in rows}
    return {key: known.get(key) or Section(revision=draft, key=key) for key in keys}


_SECTIONS = Question(lambda revision: Section.objects.filter(revision=revision))


def _refuse_conflicts(
    draft: Revision,
    sections: dict[str, Section],
    asked: Sequence[Asked],
    read: dict[str, Typed],
    rows: dict[str, Row],
) -> None:
    """Refuse (409) cells that were changed after the version seen, each with both values and who; all of them at once."""
    if all(section.version <= one.seen for one in asked for section in sections.values()):
        return
    edits = Edit.objects.filter(revision=draft, field__in=[one.field for one in asked]).select_related(
        "person"
    )
    last = {edit.field: edit for edit in edits.order_by("version")}
    conflicts = [
        {"field": one.field, "label": str(rows[one.field].label), "mine": read[one.field].text, "theirs": edit.new,
         "who": edit.person.name if edit.person else "", "at": timezone.localtime(edit.at).strftime("%H:%M:%S"),
         "version": sections[edit.section].version}
        for one in asked
        if (edit := last.get(one.field)) and edit.version > one.seen and read[one.field].text != edit.new
    ]  # fmt: skip
    if conflicts:
        first = conflicts[0]
        said = Text(f"“{first['label']}”已被{first['who']}改为“{first['theirs']}”，您填的是“{first['mine']}”；请选一个",
                    f"“{first['label']}” was changed to “{first['theirs']}” by {first['who']}, yours is “{first['mine']}”: choose")  # fmt: skip
        raise Refused(409, said, conflicts=conflicts)


@act
def _store(
    actor: Actor, held: Submission, draft: Revision, sections: dict[str, Section], changed: dict[str, Typed]
) -> int:
    """Write changed cells: the revision, one edit each with the next version of its section, one line of the journal.

    Return the id of the last edit.
    """
    layout = layout_of(held.form)
    old = {name: draft.cells.get(name, "") for name in changed}
    for name, typed in changed.items():
        section = sections[layout.section_of(name)]
        section.version += 1
        edit = Edit.objects.create(revision=draft, section=section.key, version=section.version, field=name,
                                   old=old[name], new=typed.text, person=actor.person)  # fmt: skip
    for section in sections.values():
        section.save()
    kept = {**draft.cells, **{name: typed.text for name, typed in changed.items()}}
    draft.cells = {name: text for name, text in kept.items() if text}
    draft.save(update_fields=["cells"])
    held.save(update_fields=["changed_at"])
    write(
        actor,
        Tag.CELL_SAVED,
        f"submission/{held.pk}",
        old=old,
        new={name: one.text for name, one in changed.items()},
    )
    return edit.pk


def _words(words: str) -> str:
    """Return words without blanks around them; Refused 400 when they are too long."""
    said = words.strip()
    if len(said) > LONGEST_WORDS:
        raise Refused(400, Text(f"超过 {LONGEST_WORDS} 个字", f"longer than {LONGEST_WORDS} characters"))
    return said
