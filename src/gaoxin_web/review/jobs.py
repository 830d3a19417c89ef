"""Jobs of review: the nightly verification of what is sealed and approved."""

from typing import Any

from gaoxin_web.platform.jobs import Running, job
from gaoxin_web.review.verification import verify_approved


@job("verify-approved", resumed=True, daily=True)
def verify_all(running: Running) -> dict[str, Any]:
    """Verify every sealed revision and table; the first mismatch goes to system and audit administrators."""
    found = verify_approved(running.actor, running.progress)
    return {
        "revisions": found.revisions,
        "tables": found.tables,
        "first": found.first.subject if found.first else "",
        "wrong": found.first.wrong if found.first else "",
    }
