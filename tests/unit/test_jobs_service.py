"""Long work in real processes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from o2s_lib import clock
from o2s_lib.access import Actor
from o2s_lib.errors import NotFound
from o2s_lib.jobs import JobState, JobStatus, cancel_job, job_status, launcher, mark_orphans, rows, run_job, start_job
from o2s_lib.store import Store, StoreBusy

WORKER = (sys.executable, "-m", "tests.support.job_worker")


def _wait(actor: Actor, store: Store, job_id: str, until: Callable[[JobStatus], bool], seconds: float = 60) -> JobStatus:
    end = time.monotonic() + seconds
    while True:
        status = job_status(actor, store, job_id)
        if until(status) or time.monotonic() > end:
            return status
        time.sleep(0.1)


def _finished(status: JobStatus) -> bool:
    return status.state.is_final


@pytest.mark.both_databases
def test_a_job_runs_in_another_process_and_gives_its_result(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "count", {"total": 3}, command=WORKER)
    status = _wait(actor, store, job_id, _finished)
    assert (status.state, status.result, status.message) == (JobState.DONE, {"counted": 3, "actor": actor.id}, "")
    with store.reading() as connection:
        assert connection.execute(text("SELECT pid FROM jobs")).scalar_one() not in (None, os.getpid())


def test_progress_is_seen_while_the_job_runs_and_cancelling_ends_it(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "count", {"total": 10_000, "pause": 0.02}, command=WORKER)
    status = _wait(actor, store, job_id, lambda status: status.done > 0)
    assert (status.state, status.stage, status.total) == (JobState.RUNNING, "Comptage", 10_000)
    assert 0 < status.fraction < 1
    cancel_job(actor, store, job_id)
    status = _wait(actor, store, job_id, _finished)
    assert (status.state, status.message) == (JobState.CANCELLED, rows.CANCELLED)


def test_cancelling_inside_a_unit_of_work_writes_nothing(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "write-then-wait", {}, command=WORKER)
    _wait(actor, store, job_id, lambda status: status.state is JobState.RUNNING)
    time.sleep(0.5)  # by now the job holds the writer's lock
    with pytest.raises(StoreBusy), store.unit_of_work(wait_seconds=0.1):
        pass
    started = time.monotonic()
    assert cancel_job(actor, store, job_id).cancel_requested
    status = _wait(actor, store, job_id, _finished)
    assert (status.state, time.monotonic() - started < 10) == (JobState.CANCELLED, True)
    with store.reading() as connection:
        assert connection.execute(text("SELECT position FROM categories WHERE id = 1")).scalar_one() == 0
    assert not launcher.cancel_path(job_id).exists()


def test_an_unexpected_error_gives_a_sentence_and_its_traceback_only_goes_to_the_log(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "fail", {}, command=WORKER)
    status = _wait(actor, store, job_id, _finished)
    assert status.state is JobState.FAILED
    assert f"« {job_id}.log »" in status.message
    assert "secret" not in status.message
    assert "ValueError: inner secret of the traceback" in launcher.log_path(job_id).read_text(encoding="utf-8")


def test_a_refusal_is_told_in_its_own_words(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "refuse", {}, command=WORKER)
    status = _wait(actor, store, job_id, _finished)
    assert (status.state, status.message) == (JobState.FAILED, "Ce brouillon n'existe plus.")


def test_one_heavy_job_at_a_time_in_the_order_asked(store: Store, actor: Actor) -> None:
    jobs = [start_job(actor, store, "count", {"total": 20, "pause": 0.02}, command=WORKER) for _ in range(3)]
    ended = [_wait(actor, store, job_id, _finished) for job_id in jobs]
    assert [status.state for status in ended] == [JobState.DONE] * 3
    for before, after in itertools.pairwise(ended):
        assert before.ended_at is not None
        assert after.started_at is not None
        assert before.ended_at <= after.started_at


def test_a_light_job_does_not_wait(store: Store, actor: Actor) -> None:
    heavy = start_job(actor, store, "count", {"total": 10_000, "pause": 0.02}, command=WORKER)
    _wait(actor, store, heavy, lambda status: status.state is JobState.RUNNING)
    light = start_job(actor, store, "count", {"total": 1}, is_heavy=False, command=WORKER)
    assert _wait(actor, store, light, _finished).state is JobState.DONE
    assert job_status(actor, store, heavy).state is JobState.RUNNING
    cancel_job(actor, store, heavy)
    assert _wait(actor, store, heavy, _finished).state is JobState.CANCELLED


def test_a_job_whose_process_was_killed_shows_as_interrupted(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "count", {"total": 10_000, "pause": 0.02}, command=WORKER)
    _wait(actor, store, job_id, lambda status: status.done > 0)
    launcher._processes[job_id].kill()
    status = _wait(actor, store, job_id, _finished)
    assert (status.state, status.message) == (JobState.INTERRUPTED, rows.INTERRUPTED)


def test_after_a_restart_jobs_without_a_sign_of_life_are_marked_and_the_next_one_runs(store: Store, actor: Actor) -> None:
    job_id = start_job(actor, store, "count", {"total": 0}, command=(sys.executable, "-c", ""))
    launcher._processes.pop(job_id).wait()
    assert mark_orphans(store) == 0  # it may still be on its way
    rows.change(store, job_id, state=JobState.RUNNING.value, heartbeat_at=clock.now() - rows.STALE_AFTER - timedelta(seconds=1))
    assert job_status(actor, store, job_id).state is JobState.INTERRUPTED
    assert mark_orphans(store) == 1
    assert mark_orphans(store) == 0
    following = start_job(actor, store, "count", {"total": 1}, command=WORKER)
    assert _wait(actor, store, following, _finished).state is JobState.DONE


def test_a_job_runs_where_os_nice_does_not_exist(store: Store, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("nice", "setpriority", "getpriority", "fork", "setsid", "getuid", "geteuid"):
        monkeypatch.delattr(os, name, raising=False)
    from tests.support import job_worker  # registers the kinds in this process

    assert job_worker.count is not None
    job_id = start_job(actor, store, "count", {"total": 2}, command=(sys.executable, "-c", ""))
    launcher._processes.pop(job_id).wait()
    assert run_job(store, job_id).state is JobState.DONE


def test_the_process_of_a_job_has_low_priority_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0x4000, raising=False)
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x8000000, raising=False)
    assert launcher._creation_flags() == 0x8004000


def test_the_password_of_the_database_is_not_in_the_arguments(
    store: Store, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}
    real = subprocess.Popen

    def popen(arguments: list[str], **options: object) -> object:
        seen.update(arguments=arguments, environment=options["env"])
        return real([sys.executable, "-c", ""], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", popen)
    launcher.launch("an-id", "postgresql+psycopg://firm:s3cret@server/o2s")
    assert seen["arguments"] == [sys.executable, "-m", "o2s_lib", "jobs", "run", "an-id"]
    assert seen["environment"]["O2S_DATABASE_URL"] == "postgresql+psycopg://firm:s3cret@server/o2s"  # type: ignore[index]
    launcher._processes.pop("an-id").wait()


def test_an_unknown_job_is_said_so(store: Store, actor: Actor) -> None:
    with pytest.raises(NotFound):
        job_status(actor, store, "0" * 32)
