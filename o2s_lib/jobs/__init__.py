"""Long work: a row in the store, a process of its own, progress, cancelling."""

from __future__ import annotations

from o2s_lib.jobs.process import JobContext, register, run_job
from o2s_lib.jobs.service import cancel_job, job_status, mark_orphans, start_job
from o2s_lib.jobs.shapes import JobState, JobStatus

__all__ = [
    "JobContext",
    "JobState",
    "JobStatus",
    "cancel_job",
    "job_status",
    "mark_orphans",
    "register",
    "run_job",
    "start_job",
]
