"""Acts of people: coming in, what one comes in with, and what is done about others. Each checks its rights itself."""

from gaoxin_web.accounts.actions.door import (
    check_again,
    check_factor,
    end_session,
    identify,
    identify_whole,
    log_in,
    log_out,
    question_for,
    step_of,
    unlock,
)
from gaoxin_web.accounts.actions.journal import export_journal
from gaoxin_web.accounts.actions.means import (
    change_password,
    change_profile,
    enrol_factor,
    issue_token,
    new_secret,
    provisioning,
    renew_password,
    renew_recovery,
    revoke_token,
)
from gaoxin_web.accounts.actions.people import (
    add_organisation,
    ask_factor_reset,
    confirm_invitation,
    decide,
    disable,
    enable,
    end_sessions,
    invite,
    invite_again,
    join,
    move,
    switch,
    withdraw_invitation,
)

__all__ = [
    "add_organisation", "ask_factor_reset", "change_password", "change_profile", "check_again", "check_factor",
    "confirm_invitation", "decide", "disable", "enable", "end_session", "end_sessions", "enrol_factor", "export_journal", "identify",
    "identify_whole", "invite", "invite_again", "issue_token", "join", "log_in", "log_out", "move", "new_secret",
    "provisioning", "question_for", "renew_password", "renew_recovery", "revoke_token", "step_of", "switch", "unlock",
    "withdraw_invitation",
]  # fmt: skip
