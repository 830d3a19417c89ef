"""Secrets at rest: what must be read again is encrypted, what must only be compared is kept as a digest.

Every sealed text begins with the name of its scheme, so that another cipher can stand beside this one.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SCHEME = "fernet1:"


def seal(text: str) -> str:
    """Encrypt a text with the key of this installation; an empty one stays empty."""
    return SCHEME + _cipher(_key()).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Return what was sealed; empty when it was empty or sealed with another key."""
    try:
        return (
            _cipher(_key()).decrypt(sealed.removeprefix(SCHEME)).decode() if sealed.startswith(SCHEME) else ""
        )
    except InvalidToken:
        return ""


def digest(secret: str) -> str:
    """Return what is kept of a long random secret: its SHA-256."""
    return sha256(secret.encode()).hexdigest()


def keyed_digest(purpose: str, secret: str) -> str:
    """Return what is kept of a short secret: a digest that cannot be tried out without the key of the installation."""
    return hmac.new(_key().encode(), f"{purpose}\n{secret}".encode(), sha256).hexdigest()


def _key() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


@cache
def _cipher(key: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"gaoxin accounts").derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
