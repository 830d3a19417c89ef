"""Addresses of people: coming in and out, one's own account, people, the journal."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.queries import MANAGING, waiting_for
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.views import account, door, journal, oidc, people
from gaoxin_web.platform.shell import Link, offer

urlpatterns = [
    path("login", door.log_in, name="login"),
    path("login/step", door.step, name="login-step"),
    path("login/oidc", oidc.go, name="oidc"),
    path("login/oidc/back", oidc.back, name="oidc-back"),
    path("logout", door.log_out, name="logout"),
    path("session", door.session, name="session"),
    path("invitation/<str:token>", door.invitation, name="invitation"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="account-password"),
    path("account/profile", account.profile, name="account-profile"),
    path("account/factor", account.factor, name="account-factor"),
    path("account/recovery", account.recovery, name="account-recovery"),
    path("account/tokens", account.issue_token, name="token-issue"),
    path("account/tokens/<int:token>/revoke", account.revoke_token, name="token-revoke"),
    path("account/sessions/<int:session>/end", account.end_session, name="session-end"),
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/organisations", people.add_organisation, name="organisation-add"),
    path("people/unlock", people.unlock, name="unlock"),
    path("people/<int:person>", people.person, name="person"),
    path("people/<int:person>/invite", people.invite_again, name="person-invite"),
    path("people/<int:person>/disable", people.disable, name="person-disable"),
    path("people/<int:person>/enable", people.enable, name="person-enable"),
    path("people/<int:person>/move", people.move, name="person-move"),
    path("people/<int:person>/factor", people.reset_factor, name="person-factor"),
    path("people/<int:person>/sessions", people.end_sessions, name="person-sessions"),
    path("invitations/<int:invitation>/confirm", people.confirm_invitation, name="invitation-confirm"),
    path("invitations/<int:invitation>/withdraw", people.withdraw_invitation, name="invitation-withdraw"),
    path("proposals/<int:proposal>", people.decide, name="proposal"),
    path("journal", journal.journal, name="journal"),
    path("journal/export", journal.export, name="journal-export"),
]

offer(
    Link(
        Text("人员", "People"),
        "/people",
        lambda person: any(person.may(what) for what in MANAGING),
        waiting_for,
        order=90,
    )
)
offer(Link(Text("日志", "Journal"), "/journal", lambda person: person.may(May.SEE_JOURNAL), order=95))
