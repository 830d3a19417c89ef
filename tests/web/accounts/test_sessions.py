"""Sessions end: idle, by age, at log-out, on every device at once; one's own can be listed and ended."""

from gaoxin_web.accounts.models import Visit
from gaoxin_web.platform.models import Entry


def alive(client) -> bool:
    return client.get("/account").status_code == 200


def test_an_idle_session_ends_and_one_that_is_used_does_not(browse, clock):
    client = browse("officer1")
    for _ in range(3):
        clock.forward(minutes=29)
        assert alive(client)
    clock.forward(minutes=31)
    assert client.get("/account")["Location"] == "/login?next=%2Faccount"


def test_a_session_ends_after_ten_hours_whatever_happens(browse, clock):
    client = browse("officer1")
    for _ in range(29):
        clock.forward(minutes=20)
        assert alive(client)
    clock.forward(minutes=21)
    assert not alive(client)


def test_asking_how_long_it_lives_does_not_keep_it_alive_and_staying_does(browse, clock):
    client = browse("officer1")
    clock.forward(minutes=20)
    assert client.get("/session").json()["seconds"] in range(590, 601)
    assert client.get("/account", HTTP_X_QUIET="yes").status_code == 200
    clock.forward(minutes=9)
    assert client.get("/session").json()["seconds"] in range(50, 61)
    assert client.post("/session").json()["seconds"] == 1800
    clock.forward(minutes=31)
    ended = client.get("/session", HTTP_ACCEPT="application/json")
    assert (ended.status_code, ended.json()["login"]) == (401, True)


def test_what_is_written_after_the_end_is_refused_in_words_and_not_redirected(browse, clock):
    client = browse("officer1")
    clock.forward(minutes=31)
    answer = client.post("/account/profile", {"email": "a@b.example"})
    assert (answer.status_code, "未保存的内容还在这一页" in answer.content.decode()) == (401, True)
    assert client.get("/account", HTTP_HX_REQUEST="true").status_code == 401


def test_log_out_ends_the_session_on_the_server_and_clears_the_browser(browse):
    client = browse("officer1")
    kept = client.cookies["sessionid"].value
    answer = client.post("/logout")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/login", '"cache", "storage"')
    client.cookies["sessionid"] = kept
    assert not alive(client)
    assert Visit.objects.filter(person__username="officer1").count() == 0


def test_ones_own_sessions_are_listed_and_can_be_ended(browse, person):
    here, there = browse("officer1"), browse("officer1")
    listed = here.get("/account").context["sessions"]
    assert [(one.address, one.here) for one in listed] == [("127.0.0.1", False), ("127.0.0.1", True)]
    other = next(one for one in listed if not one.here)
    assert browse("officer2").post(f"/account/sessions/{other.key}/end").status_code == 404
    assert alive(there)
    here.post(f"/account/sessions/{other.key}/end")
    assert (alive(here), alive(there)) == (True, False)
    assert Entry.objects.filter(tag="person:session-ended", person="officer1").count() == 1


def test_the_oldest_of_too_many_sessions_ends(browse, settings):
    settings.PARALLEL_SESSIONS = 2
    first, second, third = browse("officer1"), browse("officer1"), browse("officer1")
    assert (alive(first), alive(second), alive(third)) == (False, True, True)


def test_reading_a_page_writes_nothing(browse):
    client = browse("officer1")
    lines = Entry.objects.count()
    for address in ("/account", "/session", "/account/factor"):
        client.get(address)
    assert Entry.objects.count() == lines


def test_cookies_are_for_this_site_and_not_for_scripts(known, try_in):
    known("officer1")
    cookie = try_in("officer1").cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_theme_is_remembered_and_only_known_ones_are(browse):
    client = browse("officer1")
    client.post("/theme/contrast", {"next": "/account"})
    assert '<html lang="zh-CN" data-theme="contrast">' in client.get("/account").content.decode()
    client.post("/theme/auto", {"next": "https://evil.example"})
    assert '<html lang="zh-CN">' in client.get("/account").content.decode()
    client.cookies["gaoxin_theme"] = '"><script>'
    assert "<script>" not in client.get("/account").content.decode()


def test_ended_sessions_and_forgotten_failures_are_swept(browse, clock):
    from gaoxin_web.accounts.jobs import sweep
    from gaoxin_web.platform.jobs import Running
    from gaoxin_web.platform.models import Job

    browse("officer1"), browse("officer2")
    clock.forward(minutes=31)
    assert sweep(Running(Job())) == {"sessions": 2}
    assert Visit.objects.count() == 0
