"""The rows of `jobs`: every statement on them, each in a short unit of work of its own."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from o2s_lib import clock
from o2s_lib.errors import NotFound
from o2s_lib.jobs.launcher import cancel_path
from o2s_lib.jobs.shapes import JobState, JobStatus
from o2s_lib.store import Store
from o2s_lib.store.tables import Job

TABLE = Job.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes

HEARTBEAT_SECONDS = 2.0
STALE_AFTER = timedelta(seconds=60)
"""Without a sign of life for so long a job counts as interrupted: longer than the longest write of an import."""

INTERRUPTED = (
    "Le travail a été interrompu (arrêt de l'ordinateur ou de l'Atelier). Un travail interrompu n'écrit rien à moitié : "
    "regardez dans l'historique s'il avait fini, sinon relancez-le."
)
CANCELLED = "Le travail a été arrêté à votre demande. Rien n'a été écrit."


def change(store: Store, job_id: str, **values: Any) -> None:
    """Write columns of one job."""
    with store.unit_of_work() as work:
        work.connection.execute(update(TABLE).where(TABLE.c.id == job_id).values(**values))
        work.commit()


def end(store: Store, job_id: str, state: JobState, message: str = "", result: dict[str, Any] | None = None) -> None:
    """Write a final state, unless there is one already."""
    text = None if result is None else json.dumps(result, ensure_ascii=False)
    values = {"state": state.value, "message": message, "result": text, "ended_at": clock.now(), "heartbeat_at": clock.now()}
    with store.unit_of_work() as work:
        work.connection.execute(update(TABLE).where(TABLE.c.id == job_id, _IS_OPEN).values(**values))
        work.commit()


def is_cancel_requested(store: Store, job_id: str) -> bool:
    """Someone asked for the job to stop, here or from another machine."""
    return cancel_path(job_id).exists() or bool(read_row(store, job_id).cancel_requested)


def claim(store: Store, job_id: str, pid: int) -> bool:
    """Begin to run, if no other heavy job runs and none waits before this one. True when the job is ours."""
    with store.unit_of_work() as work:
        connection = work.connection
        close_stale(connection)
        job = connection.execute(select(TABLE).where(TABLE.c.id == job_id)).one()
        if job.is_heavy and _others_first(connection, job):
            connection.execute(update(TABLE).where(TABLE.c.id == job_id).values(heartbeat_at=clock.now(), pid=pid))
            work.commit()
            return False
        values = {"state": JobState.RUNNING.value, "pid": pid, "started_at": clock.now(), "heartbeat_at": clock.now()}
        changed = connection.execute(
            update(TABLE).where(TABLE.c.id == job_id, TABLE.c.state == JobState.WAITING.value).values(**values)
        )
        work.commit()
        return bool(changed.rowcount)


def close_stale(connection: Connection) -> int:
    """Mark as interrupted the open jobs without a recent sign of life; how many there were."""
    values = {"state": JobState.INTERRUPTED.value, "message": INTERRUPTED, "ended_at": clock.now()}
    stale = and_(_IS_OPEN, TABLE.c.heartbeat_at < clock.now() - STALE_AFTER)
    return int(connection.execute(update(TABLE).where(stale).values(**values)).rowcount)


def read(store: Store, job_id: str) -> JobStatus:
    """The job as the store has it. Raises NotFound."""
    return status_of(read_row(store, job_id))


def read_row(store: Store, job_id: str) -> Any:
    """The row itself, for the process that carries the job out. Raises NotFound."""
    with store.reading() as connection:
        row = connection.execute(select(TABLE).where(TABLE.c.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("Ce travail n'existe pas (ou plus).")
    return row


def status_of(row: Any) -> JobStatus:
    """A row as the screen takes it; an open job without a sign of life shows as interrupted."""
    state = JobState(row.state)
    message = row.message
    if not state.is_final and row.heartbeat_at < clock.now() - STALE_AFTER:
        state, message = JobState.INTERRUPTED, INTERRUPTED
    return JobStatus(
        job_id=row.id,
        kind=row.kind,
        state=state,
        stage=row.stage,
        done=row.done,
        total=row.total,
        cancel_requested=row.cancel_requested or cancel_path(row.id).exists(),
        message=message,
        result=json.loads(row.result) if row.result else None,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


_IS_OPEN = TABLE.c.state.in_([JobState.WAITING.value, JobState.RUNNING.value])


def _others_first(connection: Connection, job: Any) -> bool:
    before = or_(TABLE.c.created_at < job.created_at, and_(TABLE.c.created_at == job.created_at, TABLE.c.id < job.id))
    running = TABLE.c.state == JobState.RUNNING.value
    waiting_before = and_(TABLE.c.state == JobState.WAITING.value, before)
    query = select(func.count()).select_from(TABLE).where(TABLE.c.is_heavy, TABLE.c.id != job.id, or_(running, waiting_before))
    return bool(connection.execute(query).scalar_one())
