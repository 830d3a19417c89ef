"""The letter of result on the web: for whoever is told a rank or a band, saying what the release tells zones and no more."""

import io
import re
import zipfile
from html import unescape

import pypdf
import pytest

from gaoxin_web.rounds.rules import PARTS

SAYS = {
    "rank": "参评园区第 1 位", "band": "位一档", "interval": "90% 区间", "dimension_ranks": "四个维度的位次",
    "score": "综合得分", "dimension_scores": "得分为 0–100 分", "indicators": "优势与短板",
}  # fmt: skip
"""Words that a letter has where it says a part, and only there."""

SCORES = {"score", "dimension_scores"}


@pytest.fixture
def order(browse, finished, first):
    """Order a report of Z002 where the newest release shows these parts to zones; return its bytes, or the refusal's status."""
    from gaoxin_web.platform.models import Job
    from gaoxin_web.rounds.models import Release

    def ordered(username, sees, kind="letter", form="docx"):
        Release.objects.create(
            round=first.round, number=Release.objects.count() + 1, run=first.run, state="notified", listed={},
            sees={**first.sees, "zone": list(sees)}, made_by=first.made_by,
        )  # fmt: skip
        client = browse(username)
        answer = client.post("/zones/Z002/report", {"kind": kind, "form": form})
        if answer.status_code != 302:
            return answer.status_code
        job = Job.objects.filter(kind="report").latest("pk")
        job.result, job.state = finished(job), "done"
        job.save()
        return b"".join(client.post(f"/reports/{job.pk}").streaming_content)

    return ordered


def said(content):
    """The parts that a letter says, by its words in every text of the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        texts = [
            file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".svg", ".rels"))
        ]
    text = unescape(re.sub(r"<[^>]*>", "", "".join(texts))) + "".join(texts)
    return {part for part, words in SAYS.items() if words in text}


LEFT_OUT = [tuple(part for part in PARTS if part != one) for one in PARTS]


@pytest.mark.parametrize("sees", [*LEFT_OUT, ("band",), ("rank",), ("band", "interval"), tuple(PARTS)])
@pytest.mark.parametrize("username", ["officer2", "province1"])
def test_a_letter_says_what_the_release_tells_zones_whoever_orders_it_and_no_score(order, sees, username):
    assert said(order(username, sees)) == set(sees) - SCORES


def test_a_letter_says_scores_where_zones_are_told_them_and_it_is_ordered_so(order):
    assert said(order("officer2", PARTS, "letter_with_scores")) == set(PARTS)
    assert order("officer2", set(PARTS) - {"score"}, "letter_with_scores") == 404
    assert order("province1", set(PARTS) - {"score"}, "letter_with_scores") == 404


def test_without_rank_and_band_there_is_no_letter(order):
    assert order("officer2", ["interval", "indicators"]) == 404


def test_no_figure_of_the_result_stands_in_a_letter_that_tells_the_band_alone(order, first):
    from gaoxin_web.rounds.results import result_of

    result = result_of(first.run)
    words = " ".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(order("officer2", ["band"], form="pdf"))).pages
    )
    figures = [row["score"] for row in result.of("dimensions.csv", "Z002")] + [
        result.ranking["Z002"]["score"]
    ]
    assert [one for one in figures if f"{one:.1f}" in words or f"{one:.2f}" in words] == []
    assert "属第 1–7 位一档" in words


def test_a_zone_finds_the_letter_on_its_profile_and_its_name_in_the_list(browse, order):
    order("officer2", ["rank", "band"])
    page = browse("officer2").get("/zones/Z002/profile").content.decode()
    assert re.findall(r'<option value="(letter\w*|diagnosis)">(.*?)</option>', page) == [("letter", "结果函")]
    assert "结果函 docx" in browse("officer2").get("/reports/").content.decode()


def test_the_parts_of_a_release_are_those_that_a_letter_knows():
    from gaoxin.report.shown import PARTS as KNOWN

    assert list(PARTS) == list(KNOWN)
