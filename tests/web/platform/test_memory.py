"""What was made once of things that never change is kept while there is room, and never handed to another key."""

import pytest

from gaoxin_web.platform.memory import Memory


def test_a_thing_is_made_once_while_it_is_kept():
    made, kept = [], Memory(room=2)
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: made.append(key) or key)
    assert made == ["a", "b", "c", "b"]  # b was asked for longest ago when c came


def test_the_room_is_a_sum_of_weights_and_a_thing_too_large_is_not_kept():
    kept = Memory(room=5, weight=len)
    assert [kept.get(word, lambda word=word: word) for word in ("four", "one", "a word too long")] == [
        "four", "one", "a word too long"]  # fmt: skip
    assert len(kept) == 1


def test_making_that_fails_keeps_nothing():
    kept = Memory(room=5)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert (len(kept), kept.get("a", lambda: 2)) == (0, 2)
    kept.forget()
    assert len(kept) == 0
