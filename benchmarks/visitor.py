"""A visitor of the web application: a browser's cookies and forms over one kept connection, and nothing more."""

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Visitor:
    """One person at the server; ``waits`` are (what, seconds, status) of every request he made."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    waits: list[tuple[str, float, int]] = field(default_factory=list)
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)

    def log_in(self, username: str, password: str) -> None:
        """Log in through the page as a person does."""
        self.get("log-in", "/login")
        self.post("log-in", "/login", {"username": username, "password": password, "next": "/"})
        status, body = self.get("workbench", "/")
        assert status == 200, f"{username} could not log in: {status}"
        self.token = _TOKEN.findall(body)[0]

    def get(self, what: str, path: str) -> tuple[int, str]:
        """Ask for a page."""
        return self._ask(what, "GET", path)

    def post(self, what: str, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form with the token of the last page."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **form})
        return self._ask(what, "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, what: str, path: str, data: object) -> tuple[int, str]:
        """Send JSON as the scripts of the pages do."""
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": self.token,
            "Accept": "application/json",
        }
        return self._ask(what, "POST", path, json.dumps(data), headers)

    def _ask(
        self,
        what: str,
        method: str,
        path: str,
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        sent = {
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            **(headers or {}),
        }
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.waits.append((what, time.perf_counter() - began, answer.status))
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        found = _TOKEN.findall(text)
        if found:
            self.token = found[0]
        return answer.status, text
