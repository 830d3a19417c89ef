"""The job runner: takes queued jobs one by one, beats their heart, and tells how each ended."""

import sys
import threading
import time
import traceback
import uuid
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from gaoxin_web.platform.home import enter
from gaoxin_web.platform.lifeline import end_with_server


def main(home: str) -> None:
    """Run jobs of a home until the process is ended."""
    enter(Path(home))
    from gaoxin_web.settings import ROOMS

    for room in ROOMS:
        if find_spec(f"gaoxin_web.{room}.jobs"):
            import_module(f"gaoxin_web.{room}.jobs")
    owner = uuid.uuid4().hex
    end_with_server()
    from django.db import close_old_connections

    from gaoxin_web.platform.jobs import ask_daily

    asked = float("-inf")
    while True:
        close_old_connections()
        if time.monotonic() - asked > 60:
            ask_daily()
            asked = time.monotonic()
        if not step(owner):
            time.sleep(0.3)


def step(owner: str) -> bool:
    """Take care of the dead, then run the next job; False when there is none."""
    from gaoxin_web.platform.models import Job

    bury()
    waiting = Job.objects.filter(state="queued").order_by("weight", "id").first()
    if waiting is None:
        return False
    from django.utils import timezone

    now = timezone.now()
    taken = Job.objects.filter(pk=waiting.pk, state="queued").update(
        state="running", owner=owner, heartbeat=now, started_at=now, attempts=waiting.attempts + 1
    )
    if taken:
        work(Job.objects.get(pk=waiting.pk))
    return True


def bury() -> None:
    """Take up again, or mark failed, the jobs whose runner died."""
    from django.utils import timezone

    from gaoxin_web.platform.jobs import ATTEMPTS, RESUMED, SILENT
    from gaoxin_web.platform.models import Job

    dead = Job.objects.filter(state="running", heartbeat__lt=timezone.now() - SILENT)
    for one in dead:
        again = one.kind in RESUMED and one.attempts < ATTEMPTS
        Job.objects.filter(pk=one.pk, state="running", heartbeat=one.heartbeat).update(
            state="queued" if again else "failed",
            error="" if again else "the runner died / 运行进程中断",
            ended_at=None if again else timezone.now(),
        )


def work(one: "object") -> None:
    """Run one job and write down how it ended."""
    from django.utils import timezone

    from gaoxin_web.platform.jobs import KINDS, Cancelled, Running
    from gaoxin_web.platform.models import Job
    from gaoxin_web.platform.refusals import Refused

    job: Job = one  # type: ignore[assignment]
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(job.pk, stop), daemon=True)
    beat.start()
    try:
        result, state, error = KINDS[job.kind](Running(job)), "done", ""
    except Cancelled:
        result, state, error = {}, "cancelled", ""
    except Refused as refused:
        result, state, error = {}, "failed", str(refused.said)
    except Exception:
        traceback.print_exc()
        result, state, error = {}, "failed", "fault of the system / 系统故障"
    finally:
        stop.set()
        beat.join()
    Job.objects.filter(pk=job.pk, owner=job.owner).update(
        state=state, result=result, error=error, ended_at=timezone.now()
    )


def _beat(key: int, stop: threading.Event) -> None:
    from django.db import connection
    from django.utils import timezone

    from gaoxin_web.platform.models import Job

    while not stop.wait(5):
        Job.objects.filter(pk=key, state="running").update(heartbeat=timezone.now())
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
