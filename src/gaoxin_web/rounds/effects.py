"""What a figure under review moves: score, rank and band of its zone in the newest result, were the figure this one.

A return under review is not part of any result yet. So the newest evaluated round up to its year is taken, this one
figure is put in place of what it holds, and all zones are ranked anew; everything else stays. It is for evaluators, to
see which figures deserve a second look; nothing of it is kept.
"""

from dataclasses import dataclass

from gaoxin.diagnosis import Outcome, what_if
from gaoxin.diagnosis.groups import band_of, band_text
from gaoxin.terms import Refusal, Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.collect.models import Submission
from gaoxin_web.review.peers import figure
from gaoxin_web.review.queries import submission_of
from gaoxin_web.rounds.sights import Sight, releases, sight_of


@dataclass(frozen=True, slots=True)
class Effect:
    """What a figure moves in the result of ``year``; ``why`` says in words why nothing can be said, else None."""

    year: int | None
    outcome: Outcome | None
    why: Text | None = None

    @property
    def gain(self) -> str:
        """Return the change of the score with its sign."""
        assert self.outcome is not None, "there is an effect"
        return f"{self.outcome.after.score - self.outcome.before.score:+.2f}".replace("-", "−")

    @property
    def ranks(self) -> Text:
        """Return the ranks before and after, and how many are ranked."""
        assert self.outcome is not None, "there is an effect"
        before, after = self.outcome.before, self.outcome.after
        if before.rank is None or after.rank is None:
            return Text("未列位次", "not ranked")
        moved = f"{before.rank:g}" if before.rank == after.rank else f"{before.rank:g} → {after.rank:g}"
        return Text(f"位次 {moved}（共 {after.count} 个）", f"rank {moved} of {after.count}")

    @property
    def bands(self) -> Text:
        """Return the rank band, or both where it changes."""
        assert self.outcome is not None, "there is an effect"
        places = (self.outcome.before, self.outcome.after)
        found = dict.fromkeys(
            band_text(band_of(one.rank, one.count)) for one in places if one.rank is not None
        )
        return Text(" → ".join(one.zh for one in found), " → ".join(one.en for one in found))

    @property
    def indicators(self) -> list[tuple[str, str, str]]:
        """Return the indicators that the figure reaches, with their values before and after."""
        assert self.outcome is not None, "there is an effect"
        return [(code, _plain(old), _plain(new)) for code, (old, new) in self.outcome.values.items()]


def effect_of(person: Person, submission: int, field: str) -> Effect:
    """Return what a figure of a committee return moves, for evaluators; Refused 403 for others, 404 outside the scope."""
    require(person, May.EVALUATE)
    found = submission_of(person, submission)
    sight = _newest(person, found)
    value = found.current.cells.get(field, "") if found.current else ""
    if sight is None:
        return Effect(None, None, Text("还没有可以试算的结果。", "There is no result yet to try it in."))
    if figure(value) is None:
        return Effect(sight.year, None, Text("这一格没有数值。", "There is no figure in the cell."))
    try:
        outcome = what_if(sight.kept.evaluation, found.zone.code, {f"variable/zone.{field}": value})
    except Refusal as refusal:
        return Effect(sight.year, None, Text(str(refusal), str(refusal)))
    return Effect(sight.year, outcome, None if outcome.values else _UNUSED)


_UNUSED = Text("这一格不进入任何指标，不影响得分。", "No indicator uses this figure: it moves no score.")


def _newest(person: Person, submission: Submission) -> Sight | None:
    """Return the view of the newest released result of the same kind up to the year of a return."""
    made = submission.round
    up_to = [
        one
        for one in releases(person)
        if one.round.kind == made.kind and one.round.data_year <= made.data_year
    ]
    return sight_of(person, up_to[0].pk) if up_to else None


def _plain(value: float | None) -> str:
    return "…" if value is None else f"{value:,.4g}".replace("-", "−")
