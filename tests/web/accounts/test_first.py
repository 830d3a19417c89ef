"""An empty installation: no default account, three invitations made on the machine, a second factor at first log-in."""

import http.cookiejar
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request

import pyotp
from tests.web.conftest import free_port, wait_for

PASSWORD = "Blau-Wagen7x"


class Reader:
    """Somebody with a browser that keeps cookies."""

    def __init__(self, address: str) -> None:
        self.address, self.page = address, ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def go(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        sent = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token[1] if token else ""}).encode()
        with self.opener.open(
            urllib.request.Request(self.address + path, sent if fields else None)
        ) as answer:
            self.page = answer.read().decode()
        return self.page


def gaoxin(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    command = [sys.executable, "-m", "gaoxin", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_first_administrators_come_in_by_invitation_and_enrol_their_second_factor(tmp_path):
    home, port = tmp_path / "home", free_port()
    address = f"http://127.0.0.1:{port}"
    made = gaoxin("administrators", "--home", home, "--address", address)
    lines = [line.split() for line in made.stdout.splitlines()]
    assert ([line[0] for line in lines], made.returncode) == (
        ["system_admin", "security_admin", "auditor"],
        0,
    )
    environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gaoxin", "serve", "--home", str(home), "--port", str(port)], env=environment,
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(address + "/healthz")
        reader = Reader(address)
        link = lines[0][1].removeprefix(address)
        reader.go(link)
        reader.go(link, new=PASSWORD, again=PASSWORD)
        enrol = reader.go("/login", username="system_admin", password=PASSWORD)
        secret = re.search(r'class="code secret">(\w+)<', enrol)[1]
        codes = reader.go("/login/step", code=pyotp.TOTP(secret).now())
        assert len(re.findall(r'<li class="code">[a-z2-7-]{19}</li>', codes)) == 10
        assert "system_admin" in reader.go("/people")
    finally:
        process.terminate()
        process.wait(20)
    again = gaoxin("administrators", "--home", home)
    assert (again.returncode, again.stdout) == (2, "")
    verified = gaoxin("journal", "verify", "--home", home)
    assert verified.returncode == 0
