"""The years beside each other: rank and ranks of the dimensions as lines, with gaps and the breaks of editions."""

from collections.abc import Iterator
from itertools import pairwise

from gaoxin.report import charts, words
from gaoxin.report.about import About
from gaoxin.report.document import Block, Chart, Heading, Paragraph, Words
from gaoxin.report.material import Round


def years(about: About) -> Iterator[Block]:
    """Yield the section; nothing unless the zone has a rank in this year and in another."""
    rounds = {one.year: one for one in (*about.material.earlier, about.now)}
    ranked = {year: rank for year, one in rounds.items() if (rank := _rank(about, one)) is not None}
    if about.shadow or len(ranked) < 2:
        return
    yield Heading(1, (about.word("历年走势", "Over the years"),), "years")
    told = [
        about.say(
            "{year} 年第 {rank} 位", "{rank} in {year}", year=str(year), rank=about.rank(rank, year=year)
        )
        for year, rank in ranked.items()
    ]
    yield Paragraph(
        about.say("位次依次为：{ranks}。{breaks}", "The ranks were {ranks}.{breaks}",
                  ranks=words.enumerated(about.language, told), breaks=_broken(about, rounds))
    )  # fmt: skip
    yield _chart(about, rounds)


def breaks(rounds: dict[int, Round]) -> list[int]:
    """Return the years in which another edition was in force than in the round before."""
    known = sorted(rounds)
    digests = {year: rounds[year].result.manifest["edition_digest"] for year in known}
    return [year for last, year in pairwise(known) if digests[last] != digests[year]]


def _broken(about: About, rounds: dict[int, Round]) -> Words:
    found = breaks(rounds)
    if not found:
        return ()
    return about.say(
        "自 {years} 年起换用另一指标体系，前后不可直接比较。",
        " Another edition was in force from {years}: ranks before and after do not compare directly.",
        years="、".join(map(str, found)),
    )


def _rank(about: About, one: Round) -> float | None:
    found = one.records.get(about.unit)
    return None if found is None or found.at["rank"] is None else float(found.at["rank"])


def _chart(about: About, rounds: dict[int, Round]) -> Chart:
    span = range(min(rounds), max(rounds) + 1)
    there = [rounds.get(year) for year in span]
    series: list[tuple[str, list[float | None]]] = [
        (about.word("位次", "rank"), [None if one is None else _rank(about, one) for one in there]),
        *(
            (
                about.word(each.label or each.id, each.label_en or each.label or each.id),
                [
                    None if one is None else one.cell("dimensions.csv", about.unit, each.id, "rank")
                    for one in there
                ],
            )
            for each in about.now.evaluation.edition.dimensions[:4]
        ),
    ]
    broken = (breaks(rounds), about.word("指标体系变更", "another edition"))
    option = charts.lines(span, series, about.word("位", "rank"), breaks=broken, ranks=True)
    title = about.word("位次和四个维度的位次", "Rank and ranks of the four dimensions")
    said = about.word("；", "; ").join(
        f"{name} {about.word('、', ', ').join('—' if one is None else f'{one:g}' for one in values)}"
        for name, values in series
    )
    return Chart("years", title, option, 580, 220, said)
