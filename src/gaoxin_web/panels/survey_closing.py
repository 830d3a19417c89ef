"""Acts that end a survey: answers that came on paper or by another system are imported, then the survey is closed."""

import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.panels.tables import package_tables
from gaoxin.terms import Text, digest_bytes, language
from gaoxin_web.panels.models import Invitee, PanelFile, Sheet, Survey
from gaoxin_web.panels.rulebooks import zones_of
from gaoxin_web.panels.rules import csv_of
from gaoxin_web.panels.survey_actions import organiser, still_open
from gaoxin_web.panels.survey_queries import standing
from gaoxin_web.platform import guarded
from gaoxin_web.platform.actor import Actor
from gaoxin_web.platform.home import folder as room
from gaoxin_web.platform.journal import Tag, act, write
from gaoxin_web.platform.refusals import Refused

LIMITS = guarded.Limits(seconds=60)
MOST = 20 * 2**20
"""Bytes of a file of answers at most."""

SHOWN = 200
"""Faults that are shown at most; the number of all of them is said."""


def import_answers(actor: Actor, survey: Survey, name: str, content: bytes) -> int:
    """Take the answers of a file (CSV or workbook) and return how many; every fault at once, or nothing is taken."""
    organiser(actor)
    still_open(survey)
    if len(content) > MOST:
        raise Refused(
            413, Text(f"文件超过 {MOST // 2**20} MB。", f"The file is larger than {MOST // 2**20} MB.")
        )
    kind = name.lower().rpartition(".")[2]
    if kind not in ("csv", "xlsx"):
        raise Refused(400, Text("请上传 CSV 或 XLSX 文件。", "Send a CSV or an XLSX file."))
    answer = _read(survey, f"answers.{kind}", content)
    if refused := answer.get("refused"):
        raise _refusal(refused)
    return _take(actor, survey, answer["sheets"])


def _read(survey: Survey, name: str, content: bytes) -> Mapping[str, Any]:
    """Return what the guarded child reads in the file; what goes beyond a limit is refused in words."""
    folder = guarded.fresh(room(settings.HOME, "work") / f"survey-{survey.pk}-{uuid.uuid4().hex}")
    asked = {"year": survey.round.data_year, "questionnaire": survey.questionnaire, "zones": list(zones_of(survey.round)),
             "name": name, "language": language()}  # fmt: skip
    try:
        (folder / "ask.json").write_text(json.dumps(asked), "utf-8")
        (folder / "edition.json").write_text(survey.round.edition_text, "utf-8")
        (folder / name).write_bytes(content)
        return guarded.run("gaoxin_web.panels.survey_reading", folder, limits=LIMITS)
    except guarded.Overrun:
        raise Refused(413, Text("文件太大或无法读取，没有导入任何答卷。请分成几个文件再传。",
                                "The file is too large or cannot be read; nothing was taken. Send it in parts.")) from None  # fmt: skip
    finally:
        guarded.remove(folder)


@act
def _take(actor: Actor, survey: Survey, sheets: Sequence[Mapping[str, Any]]) -> int:
    if not sheets:
        raise Refused(400, Text("文件里没有本年度的答卷。", "The file holds no answers of this data year."))
    zones = {code: row for code, (row, _) in zones_of(survey.round).items()}
    there = set(Sheet.objects.filter(survey=survey).values_list("zone__code", "respondent"))
    if faults := [*_known(sheets, there)]:
        raise _refusal(faults)
    codes = {one["enterprise"] for one in sheets if one["enterprise"]}
    found = Invitee.objects.filter(survey=survey, enterprise__credit_code__in=codes).select_related(
        "enterprise"
    )
    invited = {one.enterprise.credit_code: one for one in found}
    made = []
    for one in sheets:
        invitee = invited.get(one["enterprise"])
        repeated = "duplicate" in one["flags"] or bool(invitee and invitee.answered)
        made.append(
            Sheet(survey=survey, zone=zones[one["zone"]], respondent=one["respondent"], ticked=one["ticked"],
                  stratum=one["stratum"] or (invitee.stratum if invitee else ""), seconds=one["seconds"],
                  repeated=repeated, door="file")
        )  # fmt: skip
    Sheet.objects.bulk_create(made, batch_size=500)
    Invitee.objects.filter(pk__in=[one.pk for one in invited.values()]).update(
        answered=True, draft={}, begun_at=None
    )
    write(actor, Tag.SURVEY_IMPORTED, f"survey/{survey.pk}", new={"answers": len(made)})
    return len(made)


def _known(sheets: Sequence[Mapping[str, Any]], there: set[tuple[str, str]]) -> Iterator[str]:
    for one in sheets:
        if (one["zone"], one["respondent"]) in there:
            yield str(Text(f"{one['place']}：{one['zone']} 的答卷人 {one['respondent']} 已经导入过。请删去这一行。",
                           f"{one['place']}: respondent {one['respondent']} of {one['zone']} was imported already. Delete the row."))  # fmt: skip


def _refusal(faults: Sequence[str]) -> Refused:
    said = Text(
        f"答卷文件有 {len(faults)} 处问题，没有导入任何答卷。",
        f"The file has {len(faults)} faults; nothing was taken.",
    )
    return Refused(400, said, faults=list(faults[:SHOWN]))


@act
def close_survey(actor: Actor, survey: Survey) -> Survey:
    """Close a survey: its marks and what is withheld become what the round is evaluated on; nothing is taken after."""
    organiser(actor)
    survey = Survey.objects.select_for_update(of=("self",)).select_related("round").get(pk=survey.pk)
    still_open(survey)
    if not survey.sheets.exists():
        raise Refused(409, Text("还没有任何答卷，不能结束。", "There is no answer yet: it cannot be closed."))
    worked = standing(survey).worked
    for name, table in package_tables(worked, survey.round.data_year).items():
        if name == "survey.csv" or len(table["zone"]):
            keep_file(survey, name.removesuffix(".csv"), csv_of(table, survey.round.synthetic))
    survey.closed_at = timezone.now()
    survey.save(update_fields=["closed_at"])
    survey.invitees.update(draft={}, begun_at=None)
    new = {"marks": len(worked.marks), "withheld": len(worked.withheld), "flags": dict(Counter(worked.flags))}
    write(actor, Tag.SURVEY_CLOSED, f"survey/{survey.pk}", new=new)
    return survey


def keep_file(survey: Survey, kind: str, content: bytes) -> PanelFile:
    """Keep what the survey gave as a file of the round."""
    return PanelFile.objects.create(
        round=survey.round, kind=kind, content=content, digest=digest_bytes(content)
    )
