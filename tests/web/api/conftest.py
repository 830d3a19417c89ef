"""A caller of the API in the name of a person."""

import json

import pytest
from django.test import Client


@pytest.fixture
def program(accounts, settings):
    """Return a caller of the API in the name of a person: method, path, data -> status, body."""
    settings.DEMO = True  # the accounts of a demonstration have no second factor

    def speak(username, scope="write"):
        client = Client(raise_request_exception=False)
        given = {"username": username, "password": accounts[username]["password"], "scope": scope}
        issued = client.post("/api/v1/tokens", json.dumps(given), content_type="application/json")
        assert issued.status_code == 200, issued.content.decode()
        headers = {"Authorization": f"Bearer {issued.json()['token']}"}

        def call(method, path, data=None):
            body = None if data is None else json.dumps(data)
            answer = client.generic(
                method, f"/api/v1{path}", body or "", content_type="application/json", headers=headers
            )
            return answer.status_code, answer.json() if answer.content else None

        return call

    return speak
