"""A letter says ranks and no score, and of a result only the parts that it may: canaries in every other figure."""

import io
import itertools
import re
from dataclasses import replace
from functools import cache
from html import unescape

import pypdf
import pytest
from tests.report.rounds import EARLIER, document, folder, newcomer, parts, robustness, run, text_of, zone_at

from gaoxin.report import SCORES, Order, Shown, compose, gather
from gaoxin.report.document import Document
from gaoxin.report.material import Material, Record
from gaoxin.report.shown import PARTS, USUAL
from gaoxin.report.writers import write

RANKS = {"rank": 617.0, "n": 977.0, "type_rank": 518.0, "type_n": 741.0, "rank_raw": 621.0, "rank_zscore": 622.0,
         "rank_geometric": 623.0, "score": 87.654321}  # fmt: skip
BEFORE = {**RANKS, "rank": 645.0, "n": 955.0}
CANARIES = {
    "rank": ("617", "518", "741", "645", "621", "622", "623"),
    "band": ("101–977",),
    "interval": ("633.4", "659.4", "641.4"),
    "dimension_ranks": ("711", "722", "733", "744", "811", "822", "833", "844"),
    "score": ("87.65",),
    "dimension_scores": ("41.4", "42.4", "43.4", "44.4"),
    "indicators": ("优势与短板",),
}
"""What of each part stands in the letter of the marked zone, and nothing else does."""


@cache
def marked() -> Material:
    """The round with figures of one zone that no other figure looks like."""
    made = gather(folder(), earlier=[folder(year) for year in EARLIER], robustness=robustness())
    last, unit = made.last, zone_at(3)
    assert last is not None
    for round_, ranking, first in ((made.now, RANKS, 7), (last, BEFORE, 8)):
        kept = dict(round_.records)
        kept[unit] = Record(kept[unit].row, {**kept[unit].at, **ranking})
        round_.__dict__["records"] = kept
        round_.cell("dimensions.csv", unit, "1", "rank")
        table = round_._kept["dimensions.csv", "code"]
        for at in range(1, 5):
            row = table[unit, str(at)]
            table[unit, str(at)] = {**row, "rank": first * 100.0 + 11 * at, "score": 40.4 + at}
    interval = replace(made.intervals[unit], low=633.4, median=641.4, high=659.4)
    made.__dict__["intervals"] = {**made.intervals, unit: interval}
    return made


def letter(shown: Shown) -> Document:
    return compose(marked(), Order("letter", zone_at(3), "zone", shown=shown))


def said(text: str) -> set[str]:
    """The parts of which a canary stands in a text, as a number of its own."""
    return {part for part, words in CANARIES.items() for word in words if _stands(word, text)}


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(word)}(?!\d)", text) is not None


def subsets():
    for size in range(len(PARTS) + 1):
        yield from itertools.combinations(PARTS, size)


def test_the_letter_as_practice_knows_it_says_everything_but_scores():
    one = letter(USUAL)
    assert said(text_of(one)) == set(PARTS) - SCORES
    assert "得分" not in text_of(one)
    assert {number.address.split("/")[0] for number in one.numbers()} == {"rank", "dimension"}


def test_whatever_parts_are_shown_the_letter_says_these_and_no_others():
    wrong = [
        (shown, found)
        for shown in subsets()
        if (found := said(text_of(letter(Shown.of(shown, shown))))) != set(shown)
    ]
    assert wrong == []


def test_all_canaries_of_the_parts_that_are_shown_stand_there():
    text = text_of(letter(Shown.of(PARTS, PARTS)))
    assert [word for words in CANARIES.values() for word in words if not _stands(word, text)] == []


@pytest.mark.parametrize("left_out", PARTS)
def test_a_part_that_is_not_shown_stands_nowhere_in_the_files(left_out):
    shown = [part for part in PARTS if part != left_out]
    one = letter(Shown.of(shown, shown))
    for form in ("docx", "pdf"):
        everywhere = contents(write(one, form), form)
        assert [word for word in CANARIES[left_out] if _stands(word, everywhere)] == []


def contents(content: bytes, form: str) -> str:
    """All texts of a file: body, charts, properties, attachments; of a Word file every part of it that is text."""
    if form == "docx":
        texts = [one for name, one in parts(content).items() if name.endswith((".xml", ".rels", ".svg"))]
        return unescape(re.sub(r"<[^>]*>", " ", "\n".join(one.decode() for one in texts))) + "".join(
            one.decode() for one in texts
        )
    reader = pypdf.PdfReader(io.BytesIO(content))
    attached = [one.decode() for found in reader.attachments.values() for one in found]
    return "\n".join([*(page.extract_text() for page in reader.pages), *attached, str(reader.metadata)])


def test_changes_are_said_as_far_as_both_years_are_shown():
    now = {"rank", "band", "dimension_ranks"}
    assert not _stands("645", text_of(letter(Shown.of(now, {"band"}))))
    assert "上年属第 101–955 位一档" in text_of(letter(Shown.of(now, {"band"})))
    assert "上年" not in text_of(letter(Shown.of(now, {"dimension_scores"})))


def test_a_template_cannot_name_what_the_letter_does_not_say():
    facts = letter(Shown.of({"band"}, ())).facts
    assert {facts[name] for name in ("score", "rank", "type_rank", "type_n")} == {"—"}
    assert letter(USUAL).facts["rank"] == "617"


def test_a_zone_in_its_first_round_is_told_that_it_has_no_rank_and_its_score_only_where_scores_are_told():
    assert "得分" not in text_of(document("letter", newcomer(), "zone"))
    assert "为首轮试评，不参加排名。" in text_of(document("letter", newcomer(), "zone"))
    whole = Order("letter", newcomer(), "zone", shown=Shown.of(PARTS, PARTS))
    assert "为首轮试评，不参加排名，综合得分" in text_of(compose(marked(), whole))


def test_the_command_writes_scores_when_it_is_told_to_and_only_in_letters(tmp_path):
    words = ("report", folder(), "--zone", zone_at(5), "--out")
    run(*words, tmp_path / "plain.docx", "--kind", "letter")
    run(*words, tmp_path / "scores.docx", "--kind", "letter", "--scores")
    found = [contents((tmp_path / name).read_bytes(), "docx") for name in ("plain.docx", "scores.docx")]
    assert ["综合得分" in one for one in found] == [False, True]
    assert "--scores: 诊断报告本来就写明得分" in run(*words, tmp_path / "no.pdf", "--scores", code=2).output
