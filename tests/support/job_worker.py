"""The process of a job, with kinds of work that only tests have: `python -m tests.support.job_worker ID`."""

from __future__ import annotations

import sys
import time
from typing import Any

from sqlalchemy import text

from o2s_lib.errors import NotFound
from o2s_lib.jobs import JobContext, register, run_job
from o2s_lib.store import open_store


def count(context: JobContext) -> dict[str, Any]:
    """Count slowly, saying so."""
    total = context.params["total"]
    for done in range(total):
        context.progress("Comptage", done, total)
        time.sleep(context.params.get("pause", 0.0))
    return {"counted": total, "actor": context.actor.id}


def write_then_wait(context: JobContext) -> None:
    """Change a category, then wait inside the unit of work until told to stop."""
    with context.store.unit_of_work() as work:
        work.connection.execute(text("UPDATE categories SET position = 99 WHERE id = 1"))
        while True:
            context.progress("Enregistrement", 0, 0)
            time.sleep(0.05)


def fail(context: JobContext) -> None:
    """Fail as no one expects."""
    raise ValueError("inner secret of the traceback")


def refuse(context: JobContext) -> None:
    """Fail with a sentence for the user."""
    raise NotFound("Ce brouillon n'existe plus.")


for kind, handler in (("count", count), ("write-then-wait", write_then_wait), ("fail", fail), ("refuse", refuse)):
    register(kind, handler)

if __name__ == "__main__":
    run_job(open_store(), sys.argv[1])
