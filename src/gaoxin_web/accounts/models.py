"""Tables of people: organisations, persons, invitations, second factors, tokens."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gaoxin_web.accounts.roles import ROLES, May, Role

__all__ = ["Failure", "Invitation", "Organisation", "PastPassword", "Person", "Proposal", "RecoveryCode", "Token",
           "Visit"]  # fmt: skip


class Organisation(models.Model):
    """An organisation on the way of a return: ministry, province, city, zone, enterprise, or one outside.

    ``code`` of a zone is the zone's code, of an enterprise its social credit code. ``path`` is the codes from
    the ministry down, ``/M/北京市/Z001/``: who may see an organisation is decided by its beginning.
    """

    code = models.CharField(max_length=40, unique=True)
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Finds persons by user name."""


class Person(AbstractBaseUser):
    """One person with one account, in one organisation and one role."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=30)
    email = models.CharField(max_length=200, default="", blank=True)
    phone = models.CharField(max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    password_changed_at = models.DateTimeField(null=True)
    factor_secret = models.CharField(max_length=200, default="", blank=True)
    factor_step = models.BigIntegerField(default=0)
    session_stamp = models.IntegerField(default=0)
    oidc_subject = models.CharField(max_length=200, null=True, unique=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = []
    objects = People()

    class Meta:
        ordering: ClassVar = ["username"]

    @property
    def duty(self) -> Role:
        """Return the role with what it may do."""
        return ROLES[self.role]

    def may(self, what: May) -> bool:
        """Whether the role allows it; the scope is another question."""
        return self.is_active and what in self.duty.may


class Invitation(models.Model):
    """An invitation in place of a first password: a token, stored as its digest, used once before it expires.

    With ``person`` it invites somebody who is here already to choose a new password. Roles of the ministry's level
    count only when a security administrator has confirmed them.
    """

    digest = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    username = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    @property
    def duty(self) -> Role:
        """Return the role it invites to."""
        return ROLES[self.role]


class Proposal(models.Model):
    """What one person asks about another and a second one must confirm: a move, enabling again, a factor's reset."""

    kind = models.CharField(max_length=10)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, default="", blank=True)
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-id"]


class Visit(models.Model):
    """Whose a session is, since when and from where, so that it can be listed and ended; its row goes with it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="visits")
    key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=64)
    agent = models.CharField(max_length=200, default="", blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-begun_at"]


class Failure(models.Model):
    """How often coming in failed lately: for an account from an address, for an account, from an address, for a factor.

    ``kind`` is pair, account, address or factor; what does not belong to the kind is empty. A count is forgotten
    fifteen minutes after its last failure (accounts.rules).
    """

    kind = models.CharField(max_length=10)
    account = models.CharField(max_length=80, default="", blank=True)
    address = models.CharField(max_length=64, default="", blank=True)
    count = models.IntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "account", "address"], name="failure_once")
        ]


class PastPassword(models.Model):
    """A password that a person had, as its hash, so that it is not taken again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)


class RecoveryCode(models.Model):
    """A code, stored as its digest, that stands once for a lost second factor."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=80)
    used_at = models.DateTimeField(null=True)


class Token(models.Model):
    """An API token, stored as its digest: scope (read or write), addresses it may come from, expiry."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=80, unique=True)
    label = models.CharField(max_length=80, default="")
    scope = models.CharField(max_length=10, default="write")
    addresses = models.CharField(max_length=400, default="", blank=True)
    stamp = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
