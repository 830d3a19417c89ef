"""A small OpenID provider on loopback: code flow with PKCE, a signed token, its keys; what it says can be set."""

import json
import secrets
import threading
import time
import urllib.parse
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


class Provider:
    """A provider that knows one subject; ``claims`` are laid over what it says."""

    def __init__(self, subject: str) -> None:
        self.subject, self.claims = subject, {}
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        self.signing = self.key
        self.asked: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def authorize(self, address: str) -> str:
        """Do what the reader does there: log in, and be sent back to the address returned."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": asked["state"]})

    def token(self, form: dict[str, str]) -> dict[str, str]:
        asked = self.asked.pop(form["code"])
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        assert challenge == asked["code_challenge"]
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": asked["client_id"], "nonce": asked["nonce"],
                  "iat": now, "exp": now + 300} | self.claims  # fmt: skip
        header = {"alg": "RS256", "kid": self.key.kid}
        return {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": jwt.encode(header, claims, self.signing),
        }


class Handler(BaseHTTPRequestHandler):
    """Answers for the provider."""

    provider: Provider

    def do_GET(self) -> None:
        issuer = self.provider.issuer
        pages = {
            "/.well-known/openid-configuration": {
                "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
            },
            "/keys": KeySet([self.provider.key]).as_dict(private=False),
        }  # fmt: skip
        self.say(pages[self.path])

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.say(self.provider.token(dict(urllib.parse.parse_qsl(sent))))

    def say(self, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words: object) -> None:
        """Stay silent."""
