"""The hidden key of a template: what a workbook was made for, signed, so that no other one passes for it."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from gaoxin_web.collect.models import Revision, Submission
from gaoxin_web.collect.queries import last_edit

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Key:
    """What a template was made from: submission, number of its draft, last edit seen, form version, table seen.

    ``edition`` and ``table`` are the beginnings of digests; ``table`` is ``0`` where there was none.
    """

    submission: int
    revision: int
    edit: int
    edition: str
    table: str


def key_of(submission: Submission) -> Key:
    """Return the key of a template made now."""
    draft = submission.current
    return Key(
        submission.pk, draft.number if draft else 0, last_edit(draft), beginning(submission.round.edition_digest),
        short(draft),
    )  # fmt: skip


def short(draft: Revision | None) -> str:
    """Return the beginning of the digest of a draft's table."""
    return beginning(draft.table.digest) if draft and draft.table else "0"


def beginning(digest: str) -> str:
    """Return the beginning of a digest, without the word that says which kind it is."""
    return digest.removeprefix("sha256:")[:_SHORT]


def sealed(key: Key) -> str:
    """Return a key as the text that stands in a workbook: its parts, then the signature."""
    parts = (key.submission, key.revision, key.edit, key.edition, key.table)
    return _signer().sign("-".join(map(str, parts)))


def opened(text: str) -> Key | None:
    """Return the key behind a text; None when it was not written here, or changed since."""
    try:
        submission, revision, edit, edition, table = _signer().unsign(text).split("-")
        return Key(int(submission), int(revision), int(edit), edition, table)
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt="gaoxin.template", sep=".")
