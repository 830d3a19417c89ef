"""Log-in by a provider of the organisation (OpenID Connect, code flow with PKCE); off unless an issuer is named.

Nobody comes in by it who was not invited: the first time the invitation is taken up with the provider's subject in
place of a password, afterwards the subject finds the person. Our own second factor is asked as ever.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gaoxin.terms import Text
from gaoxin_web.platform.refusals import Refused

SECONDS = 5
ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
DOWN = Text(
    "单位认证暂时不能用，请用账号和密码登录。",
    "The organisation's log-in does not answer: use user name and password.",
)
UNKNOWN = Text("单位认证通过了，但没有对应的账号；请先接受邀请。",
               "The organisation knows you, but there is no account for you here: take up your invitation first.")  # fmt: skip


def enabled() -> bool:
    """Whether a provider is named."""
    return bool(settings.OIDC["issuer"])


def begin(back: str) -> tuple[str, dict[str, str]]:
    """Return the provider's address to go to, and what must be remembered until the reader is back."""
    kept = {"verifier": secrets.token_urlsafe(48), "nonce": secrets.token_urlsafe(16), "back": back}
    with _client(back) as client:
        address, state = client.create_authorization_url(
            _metadata()["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
        )
    return address, kept | {"state": state}


def finish(kept: Mapping[str, str], returned: str) -> str:
    """Return the subject that the provider vouches for; Refused 401 when anything of it does not hold."""
    found = _metadata()
    try:
        with _client(kept["back"]) as client:
            token = client.fetch_token(
                found["token_endpoint"], authorization_response=returned, state=kept["state"],
                code_verifier=kept["verifier"], timeout=SECONDS,
            )  # fmt: skip
        keys = KeySet.import_key_set(_get(found["jwks_uri"]))
        claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
        checked = CodeIDToken(
            claims, {}, options={"iss": {"essential": True, "value": settings.OIDC["issuer"]},
                                 "aud": {"essential": True, "value": settings.OIDC["client"]},
                                 "nonce": {"essential": True, "value": kept["nonce"]}},
            params={"nonce": kept["nonce"], "client_id": settings.OIDC["client"]},
        )  # fmt: skip
        checked.validate(leeway=60)
    except (AuthlibBaseError, JoseError, KeyError, ValueError, requests.RequestException) as fault:
        raise Refused(
            401, Text("单位认证没有通过。", "The organisation's log-in was not accepted.")
        ) from fault
    return f"{settings.OIDC['issuer']}#{checked['sub']}"[:200]


def _client(back: str) -> OAuth2Session:
    return OAuth2Session(
        settings.OIDC["client"],
        settings.OIDC["secret"],
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _metadata() -> dict[str, Any]:
    """Return what the provider says of itself; it must be the issuer that is named here."""
    found = _get(settings.OIDC["issuer"].rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != settings.OIDC["issuer"]:
        raise Refused(503, DOWN)
    return found


def _get(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as fault:
        raise Refused(503, DOWN) from fault
    return found
