"""How the system runs: the nightly verification, what the system does every day, jobs that failed or wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from gaoxin.terms import Text
from gaoxin_web.accounts.models import Person
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import require
from gaoxin_web.platform.models import Job
from gaoxin_web.review.verification import Outcome, last_outcome

STALE = timedelta(hours=36)
"""A verification that lies further back has missed a night."""

SHOWN = 50

KINDS: dict[str, Text] = {
    "verify-approved": Text("核验已封存报表", "verification of sealed returns"),
    "journal-sealed": Text("封存日志", "sealing of the journal"),
    "accounts-unused": Text("停用闲置账号", "disabling of unused accounts"),
    "sessions-swept": Text("清理会话", "sweeping of sessions"),
    "panel-reminders": Text("催办评审", "reminders to experts"),
    "replace-experts": Text("改派专家", "assigning of other experts"),
    "evaluate": Text("评价运算", "evaluation"),
    "replay": Text("重算核对", "replay"),
    "local-evaluate": Text("地方版评价", "evaluation of a local edition"),
    "local-replay": Text("地方版重算核对", "replay of a local result"),
    "laboratory": Text("指标体系试验", "laboratory of an edition"),
    "clues": Text("查找线索", "search for clues"),
    "report": Text("生成报告", "report"),
    "import": Text("检查上传", "check of an upload"),
    "export": Text("导出", "export"),
}
"""What kinds of jobs are called; one without words here is shown as it is."""

STATES: dict[str, tuple[str, Text]] = {
    "queued": ("idle", Text("等待", "waiting")),
    "running": ("draft", Text("运行中", "running")),
    "done": ("ok", Text("完成", "done")),
    "failed": ("over", Text("失败", "failed")),
    "cancelled": ("lock", Text("已取消", "cancelled")),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A job as the page lists it."""

    job: Job
    words: Text
    look: str
    word: Text


@dataclass(frozen=True, slots=True)
class Running:
    """How the system runs now: ``missed`` says that no verification ended within the last day and a half."""

    outcome: Outcome | None
    missed: bool
    daily: tuple[Run, ...]
    failed: tuple[Run, ...]
    waiting: int
    oldest: datetime | None


def running(person: Person, now: datetime) -> Running:
    """Return how the system runs, for system and audit administrators; Refused 403 for anybody else."""
    require(person, May.OPERATE, May.SEE_JOURNAL)
    outcome = last_outcome()
    last = Job.objects.filter(person=None).order_by().values("kind").annotate(last=Max("pk"))
    daily = Job.objects.filter(pk__in=[one["last"] for one in last]).order_by("kind")
    failed = Job.objects.filter(state="failed", ended_at__gte=now - timedelta(days=7))
    queue = Job.objects.filter(state="queued").order_by("pk")
    first = queue.first()
    return Running(
        outcome, outcome is None or now - outcome.at > STALE, _listed(daily),
        _listed(failed.select_related("person__organisation")[:SHOWN]), queue.count(), first.created_at if first else None,
    )  # fmt: skip


def _listed(jobs: Iterable[Job]) -> tuple[Run, ...]:
    return tuple(Run(one, KINDS.get(one.kind, Text(one.kind, one.kind)), *STATES[one.state]) for one in jobs)
