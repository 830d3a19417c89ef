"""A person logs in with a real browser."""


def test_the_workbench_opens_in_a_browser(sign_in):
    page = sign_in("officer1")
    assert page.title() == "我的工作台 · 国家高新区评价系统"
