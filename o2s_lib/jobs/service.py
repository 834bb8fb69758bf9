"""The side of a job that asks: start, look, cancel, and tidy up after a restart."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import insert, update

from o2s_lib import clock
from o2s_lib.access import Action, Actor, check
from o2s_lib.jobs import launcher, rows
from o2s_lib.jobs.shapes import JobState, JobStatus
from o2s_lib.settings import jobs_folder
from o2s_lib.store import Store, StoreBusy


def start_job(
    actor: Actor,
    store: Store,
    kind: str,
    params: dict[str, Any],
    *,
    is_heavy: bool = True,
    command: Sequence[str] | None = None,
) -> str:
    """Write the job down and start its process; returns at once.

    Args:
        kind: One that `register` knows, in the process of the job.
        params: What the handler needs; must go through JSON.
        is_heavy: At most one heavy job runs at a time, the others wait in the order they were asked for.
        command: For tests: what to run instead of `python -m o2s_lib jobs run`; the job's id is added.

    Returns:
        The job's id, fit for an address.
    """
    check(actor, Action.JOBS_RUN)
    job_id = uuid.uuid4().hex
    values = {
        "id": job_id,
        "kind": kind,
        "params": json.dumps(params, ensure_ascii=False),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "state": JobState.WAITING.value,
        "stage": "",
        "done": 0,
        "total": 0,
        "cancel_requested": False,
        "is_heavy": is_heavy,
        "heartbeat_at": clock.now(),
        "created_at": clock.now(),
        "message": "",
    }
    with store.unit_of_work() as work:
        work.connection.execute(insert(rows.TABLE).values(**values))
        work.commit()
    launcher.launch(job_id, store.url, command)
    return job_id


def job_status(actor: Actor, store: Store, job_id: str) -> JobStatus:
    """The job as it stands; cheap, meant to be asked every second.

    Raises:
        NotFound: There is no such job.
    """
    check(actor, Action.JOBS_RUN)
    status = rows.read(store, job_id)
    if not status.state.is_final and launcher.has_ended(job_id):
        status = rows.read(store, job_id)  # it may have written its end just before it ended
        if not status.state.is_final:
            rows.end(store, job_id, JobState.INTERRUPTED, rows.INTERRUPTED)
            status = rows.read(store, job_id)
    return status


def cancel_job(actor: Actor, store: Store, job_id: str) -> JobStatus:
    """Ask a job to stop; it does so at its next progress. A job that is over stays as it is."""
    check(actor, Action.JOBS_RUN)
    status = job_status(actor, store, job_id)
    if status.state.is_final:
        return status
    # Twice: the file is seen even while the job holds the writer's lock, the row by a job on another machine.
    jobs_folder().mkdir(parents=True, exist_ok=True)
    launcher.cancel_path(job_id).touch()
    with suppress(StoreBusy), store.unit_of_work(wait_seconds=0.2) as work:
        work.connection.execute(update(rows.TABLE).where(rows.TABLE.c.id == job_id).values(cancel_requested=True))
        work.commit()
    return job_status(actor, store, job_id)


def mark_orphans(store: Store) -> int:
    """Mark as interrupted the jobs whose process died without a word; how many. Called when the pages start."""
    with store.unit_of_work() as work:
        count = rows.close_stale(work.connection)
        work.commit()
    return count
