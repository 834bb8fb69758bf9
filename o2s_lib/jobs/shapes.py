"""What a job shows of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """Where a job is. The last four are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_final(self) -> bool:
        """Nothing more will happen: whoever polls may stop."""
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as it stands.

    Args:
        stage: French name of what is being done, "" before the first.
        done, total: How far the stage is, in whatever it counts; total 0 when unknown.
        message: French sentence once the job failed, was cancelled or interrupted; "" otherwise.
        result: What the work returned, once done.
    """

    job_id: str
    kind: str
    state: JobState
    stage: str
    done: int
    total: int
    cancel_requested: bool
    message: str
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def fraction(self) -> float:
        """Between 0 and 1, for a progress bar."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else 0.0
