"""A hasher as in earnest with fewer rounds, so that a hundred log-ins can be timed."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class TwentyThousandRounds(PBKDF2PasswordHasher):
    """PBKDF2 with rounds enough to be what takes the time."""

    iterations = 20_000
