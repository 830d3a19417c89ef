"""A panel ends: its marks become part of the round, and the round is evaluated on them."""

import csv
import io

from gaoxin_web.panels import expert_actions, panel_actions
from gaoxin_web.panels.models import PanelFile


def takes_withheld(survey):
    content = bytes(PanelFile.objects.get(round=survey.round, kind="withheld").content).decode()
    return [(row["zone"], row["indicator"]) for row in csv.DictReader(io.StringIO(content))]


def test_a_panel_closes_when_all_is_submitted_and_the_round_takes_its_marks_trimmed(
    browse, acting, panel, unmarked
):
    organiser = browse("ministry1")
    close = {"do": "close", "using": "trimmed"}
    assert organiser.post(f"/panels/experts/{panel.pk}/step", close).status_code == 409
    for one in unmarked("expert1"):
        expert_actions.judge(acting("expert1"), one.pk, "70")
    expert_actions.submit(acting("expert1"), panel.pk)
    assert organiser.post(f"/panels/experts/{panel.pk}/step", close).status_code == 302
    kept = PanelFile.objects.get(round=panel.round, kind="expert")
    rows = list(csv.DictReader(io.StringIO(bytes(kept.content).decode())))
    assert kept.settings == {"method/expert/using": "trimmed"}
    assert len(rows) == panel.assignments.filter(recused_at=None).count()
    assert {(row["kind"], row["synthetic"]) for row in rows} == {("individual", "合成")}
    assert organiser.post(f"/panels/experts/{panel.pk}/step", close).status_code == 409


def test_the_round_is_evaluated_on_the_closed_survey_and_panel(acting, panel, survey, tmp_path, unmarked):
    from gaoxin.evaluation.result import read_manifest, read_table
    from gaoxin_web.panels.survey_closing import close_survey
    from gaoxin_web.rounds.contents import contents, settings_of
    from gaoxin_web.rounds.running import evaluate_takes, kept

    for one in unmarked("expert1"):
        expert_actions.judge(acting("expert1"), one.pk, "70")
    expert_actions.submit(acting("expert1"), panel.pk)
    close_survey(acting("ministry1"), survey)
    panel_actions.close_panel(acting("ministry1"), panel)
    takes = contents(panel.round)
    assert (set(takes["panels"]), settings_of(takes)) == (
        {"survey", "expert", "withheld"},
        {"method/expert/using": "trimmed"},
    )
    done = evaluate_takes(takes, panel.round.edition_text, tmp_path, draws=50)
    folder = kept(tmp_path, done["result"])
    table = read_table(folder / "indicators.csv")
    found = {
        (u, c): (v, m)
        for u, c, v, m in zip(
            table["unit"], table["code"], table["value"], table["missing_reason"], strict=True
        )
    }
    zone = panel.dossiers.first().zone.code
    assert all(found[zone, code][0] not in ("", None) for code in ("1.11", "2.11", "3.10", "4.8"))
    few = takes_withheld(survey)
    assert {found[cell][1] for cell in few} == {"too_few"}
    assert "trimmed" in str(read_manifest(folder))
