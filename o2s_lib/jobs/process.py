"""The side of a job that works: claim the turn, call the handler, keep giving signs of life, write the end."""

from __future__ import annotations

import json
import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from o2s_lib import clock
from o2s_lib.access import Actor
from o2s_lib.errors import JobCancelled, O2SError
from o2s_lib.jobs import rows
from o2s_lib.jobs.launcher import cancel_path, log_path, lower_priority
from o2s_lib.jobs.shapes import JobState, JobStatus
from o2s_lib.settings import jobs_folder
from o2s_lib.store import Store

PROGRESS_SECONDS = 0.3
"""Progress is written no more often than this, except when the stage changes."""

WAIT_SECONDS = 0.5


@dataclass
class JobContext:
    """What a handler is given."""

    actor: Actor
    store: Store
    job_id: str
    params: dict[str, Any]
    _stage: str = field(default="", repr=False)
    _written: float = field(default=0.0, repr=False)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say how far the work is; cheap enough to be called in a loop.

        Inside a unit of work nothing is written (it would wait for itself), but a wish to cancel is still heard.

        Raises:
            JobCancelled: The user asked for the work to stop; let it pass, so that the unit of work is given up.
        """
        moment = time.monotonic()
        if stage == self._stage and moment - self._written < PROGRESS_SECONDS:
            return
        self._stage, self._written = stage, moment
        if rows.is_cancel_requested(self.store, self.job_id):
            raise JobCancelled(rows.CANCELLED)
        if not self.store.is_writing():
            rows.change(self.store, self.job_id, stage=stage, done=int(done), total=int(total), heartbeat_at=clock.now())


Handler = Callable[[JobContext], dict[str, Any] | None]

_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Say who carries out a kind of job. The module that registers must be imported by the command line."""
    _handlers[kind] = handler


def run_job(store: Store, job_id: str) -> JobStatus:
    """Carry out one job, in the process that was started for it. Never raises for what the work does.

    Returns:
        How it ended. What went wrong and no user can mend is in the job's log file.
    """
    lower_priority()
    job = rows.read_row(store, job_id)
    if JobState(job.state) is not JobState.WAITING:
        return rows.status_of(job)
    with _signs_of_life(store, job_id):
        try:
            if _wait_for_turn(store, job_id):
                _carry_out(store, job)
        except JobCancelled:
            rows.end(store, job_id, JobState.CANCELLED, rows.CANCELLED)
        except O2SError as error:
            rows.end(store, job_id, JobState.FAILED, str(error))
        except BaseException as error:
            _write_log(job_id)
            rows.end(store, job_id, JobState.FAILED, _sorry(job_id))
            if not isinstance(error, Exception):
                raise
    cancel_path(job_id).unlink(missing_ok=True)
    return rows.read(store, job_id)


def _carry_out(store: Store, job: Any) -> None:
    handler = _handlers.get(job.kind)
    if handler is None:
        raise LookupError(f"no handler is registered for the kind {job.kind!r}")
    context = JobContext(Actor(job.actor_id, job.actor_name), store, job.id, json.loads(job.params))
    rows.end(store, job.id, JobState.DONE, result=handler(context) or {})


def _wait_for_turn(store: Store, job_id: str) -> bool:
    while not rows.claim(store, job_id, os.getpid()):
        if rows.is_cancel_requested(store, job_id):
            raise JobCancelled(rows.CANCELLED)
        if JobState(rows.read_row(store, job_id).state) is not JobState.WAITING:
            return False
        time.sleep(WAIT_SECONDS)
    if rows.is_cancel_requested(store, job_id):
        raise JobCancelled(rows.CANCELLED)
    return True


@contextmanager
def _signs_of_life(store: Store, job_id: str) -> Iterator[None]:
    """A heartbeat from a thread of its own: the work may be silent for minutes. It waits while the work writes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(rows.HEARTBEAT_SECONDS):
            # A store that is busy or gone: the next beat, or the work itself, will tell.
            with suppress(Exception):
                rows.change(store, job_id, heartbeat_at=clock.now())

    thread = threading.Thread(target=beat, name="signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _write_log(job_id: str) -> None:
    jobs_folder().mkdir(parents=True, exist_ok=True)
    with log_path(job_id).open("a", encoding="utf-8") as log:
        log.write(traceback.format_exc())


def _sorry(job_id: str) -> str:
    return (
        "Le travail s'est arrêté sur une erreur inattendue. Relancez-le ; si cela se reproduit, transmettez le fichier "
        f"« {log_path(job_id).name} » du dossier « {jobs_folder().name} » à la personne qui suit l'Atelier."
    )
