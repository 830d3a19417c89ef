"""Every page of results in a real browser: its words and charts are legible, axe finds nothing, and it prints on A4."""

import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from tests.web.conftest import home_filled

HERE = Path(__file__).resolve().parent

PAGES = {
    "results": ("officer2", "/results/"),
    "ranking": ("ministry1", "/ranking/"),
    "ranking of a zone": ("officer2", "/ranking/"),
    "profile": ("ministry1", "/zones/{complete}/profile"),
    "profile of a zone": ("officer2", "/profile/"),
    "comparison": ("ministry1", "/compare/?zone={complete}&zone={other}"),
    "trace": ("officer2", "/trace/rank/total@{own}@2014?indicator=1.2"),
    "trace with the waterfall": ("ministry1", "/trace/rank/total@{complete}@2015?indicator=1.2"),
    "targets of all": ("ministry1", "/targets/"),
    "targets of a zone": ("ministry1", "/targets/?zone={complete}"),
    "integrity": ("ministry1", "/integrity/"),
    "management": ("ministry1", "/management/"),
    "scenarios": ("ministry1", "/scenarios/"),
    "suppose": ("ministry1", "/zones/{complete}/suppose"),
    "suppose of a zone": ("officer2", "/zones/{own}/suppose"),
    "overview": ("ministry1", "/overview/"),
    "overview of a province": ("province1", "/overview/"),
    "years": ("ministry1", "/years/"),
    "years of a zone": ("ministry1", "/zones/{complete}/years"),
    "assessments": ("ministry1", "/assessment/"),
    "assessment": ("ministry1", "/assessment/{midterm}/{own}/"),
    "assessment of a zone": ("officer2", "/assessment/{midterm}/{own}/"),
    "reports": ("ministry1", "/reports/"),
    "evaluation": ("ministry1", "/evaluation/"),
    "end of a round": ("ministry1", "/evaluation/{round}/"),
    "release": ("ministry1", "/evaluation/releases/1/"),
    "public": ("", "/public/"),
}
"""Every page of results: who looks at it, and its address."""

ONE_SHEET = ("profile", "profile of a zone")
"""Pages that print on a single sheet."""

CHARTS = {"overview": 1, "years": 2, "years of a zone": 5}
"""Pages with charts that are drawn in the browser, and how many."""


@pytest.fixture(scope="module")
def filled_home():
    """A home with two years that were told and a mid-term round."""
    for home in home_filled():
        environment = {key: value for key, value in os.environ.items() if key != "GAOXIN_DATABASE_URL"}
        environment["GAOXIN_HOME"] = str(home)
        subprocess.run(
            [sys.executable, HERE / "told_twice.py", str(home)],
            check=True,
            env=environment,
            capture_output=True,
        )
        yield home


@pytest.fixture
def visit(way):
    """Open a page of the table above as who looks at it; return the browser's page."""
    known = {
        "midterm": way.one("SELECT id FROM gaoxin_web_round WHERE kind = 'midterm'"),
        "round": way.one("SELECT id FROM gaoxin_web_round WHERE data_year = 2015 AND kind = 'annual'"),
    }
    known["own"] = way.served.accounts["officer2"]["zone"]
    known |= dict(zip(("complete", "other"), _complete(way), strict=True))

    def opened(name):
        username, address = PAGES[name]
        address = way.served.address + address.format(**known)
        page = way.as_(username or "officer2")
        said = page.goto(address)
        assert (name, said.status) == (name, 200)
        for at in range(CHARTS.get(name, 0)):
            page.locator("[data-drawn=yes]").nth(at).wait_for()
        return page

    return opened


def _complete(way):
    """Two zones that were ranked in both years."""
    page = way.go("ministry1", "/ranking/")
    rows = (
        page.locator("tr:has(a[href*='/profile'])")
        .filter(has_text="▲")
        .or_(page.locator("tr:has(a[href*='/profile'])").filter(has_text="▼"))
    )
    found = rows.locator("a[href*='/profile']").evaluate_all(
        "all => all.map(one => one.pathname.split('/')[2])"
    )
    return list(dict.fromkeys(found))[:2]


def test_every_page_is_legible_accessible_and_quiet(way, visit, axe):
    """In one walk, as each page is opened once: no word of the browser, no missing glyph, nothing that axe finds."""
    wrong = []
    for name in PAGES:
        said = []
        page = way.as_(PAGES[name][0] or "officer2")
        page.on("console", lambda one, said=said: said.append(one.text) if one.type == "error" else None)
        page.on("request", lambda one, said=said: said.append(one.url)
                if not one.url.startswith((way.served.address, "data:", "blob:")) else None)  # fmt: skip
        page = visit(name)
        wrong += [(name, "said", one) for one in said]
        wrong += [(name, "glyph", one) for one in page.evaluate(MISSING)]
        wrong += [(name, "axe", one) for one in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > 1366:
            wrong.append((name, "wide", page.evaluate("document.documentElement.scrollWidth")))
    assert wrong == []


MISSING = """() => {
  const draw = (text, family) => {
    const place = document.createElement('canvas'); place.width = place.height = 28;
    const pen = place.getContext('2d'); pen.font = '22px ' + family; pen.fillText(text, 1, 22);
    return place.toDataURL();
  };
  const families = new Map();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const family = getComputedStyle(walk.currentNode.parentElement).fontFamily;
    families.set(family, (families.get(family) || '') + walk.currentNode.data);
  }
  for (const place of document.querySelectorAll('script[type="application/json"][id^=chart-]')) {
    const options = JSON.parse(place.textContent);
    const family = (options.textStyle || {}).fontFamily || 'sans-serif';
    const words = []; JSON.stringify(options, (key, value) => (typeof value === 'string' && words.push(value), value));
    families.set(family, (families.get(family) || '') + words.join(''));
  }
  const missing = [];
  for (const [family, text] of families) {
    const none = draw('\\uFFFF', family), blank = draw(' ', family);
    for (const one of new Set([...text].filter(each => each.trim() && each > '\\u007f'))) {
      const shape = draw(one, family);
      if (shape === none || shape === blank) missing.push(one + ' ' + family.slice(0, 40));
    }
  }
  return missing;
}"""
"""Every sign of the page and of its charts, drawn in its own font: those that look like no glyph or like nothing."""


def test_a_sign_without_a_glyph_is_found(way):
    page = way.go("officer2", "/results/")
    page.evaluate("() => { document.querySelector('h1').textContent = '\\uE9F3'; }")
    assert [one[0] for one in page.evaluate(MISSING)] == ["\ue9f3"]


def test_every_chart_shows_its_chinese_as_shapes(visit):
    """What a chart has drawn is looked at, not only its fonts: the words at its ends are ink on the canvas."""
    for name, count in CHARTS.items():
        page = visit(name)
        inked = page.evaluate(
            """() => [...document.querySelectorAll('[data-drawn=yes] canvas')].map(one => {
            const pixels = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
            let dark = 0; for (let at = 3; at < pixels.length; at += 4) dark += pixels[at] > 0; return dark > 500; })"""
        )
        assert (name, inked) == (name, [True] * count)


def test_every_page_prints_on_a4_with_its_name_and_nothing_cut_off(visit):
    import pypdf

    wrong = []
    for name in PAGES:
        page = visit(name)
        title = page.locator("h1").first.inner_text()
        reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
        sizes = {
            tuple(sorted(round(float(one) / 72 * 25.4) for one in sheet.mediabox[2:]))
            for sheet in reader.pages
        }
        text = plain("".join(sheet.extract_text() for sheet in reader.pages))
        page.emulate_media(media="print")
        wide = page.evaluate(CUT)
        page.emulate_media(media="null")
        if sizes != {(210, 297)} or plain(title) not in text or wide:
            wrong.append((name, sizes, title, wide))
        if name in ONE_SHEET and len(reader.pages) != 1:
            wrong.append((name, "sheets", len(reader.pages)))
    assert wrong == []


def plain(text):
    """A text without spaces, its radicals read as the characters that look like them."""
    return "".join(unicodedata.normalize("NFKC", text).split())


CUT = """() => {
  const sheet = document.documentElement.clientWidth;
  return [...document.querySelectorAll('main table, main svg, main h1, main h2, main p')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.right > sheet + 2;
  }).map(one => one.outerHTML.slice(0, 90)).slice(0, 3);
}"""
"""What reaches beyond the right edge when the page is laid out for paper."""


@pytest.fixture
def axe():
    """Return what axe finds on a page against WCAG 2.2 AA, each with the place."""
    from axe_playwright_python.sync_playwright import Axe

    def found(page):
        result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        return [
            (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in result.response["violations"]
        ]

    return found
