"""Findings speak Chinese in these tests, unless a test asks for English."""

import pytest


@pytest.fixture(autouse=True)
def chinese(monkeypatch):
    monkeypatch.setenv("GAOXIN_LANG", "zh")
