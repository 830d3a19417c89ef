"""People at a real server: log in once, send JSON, read answers."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class Visitor:
    """One logged-in browser without a window."""

    def __init__(self, address: str, account: dict[str, str]) -> None:
        """Log in."""
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        page = self.open(address + "/login").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        body = {
            "csrfmiddlewaretoken": token[1],
            "username": account["username"],
            "password": account["password"],
        }
        request = urllib.request.Request(
            address + "/login", urllib.parse.urlencode(body).encode(), {"Referer": address + "/login"}
        )
        home = self.open(request).read().decode()
        found = re.search(r'data-csrf="([^"]+)"', home)
        assert found
        self.token = found[1]

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send JSON; return status and answer."""
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": self.token,
        }
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)
        try:
            with self.open(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}")
