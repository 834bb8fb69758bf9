"""A long file in a process of its own: previewed, then imported, with the store as the only tie."""

from __future__ import annotations

import time

from o2s_lib import jobs
from o2s_lib.access import Actor
from o2s_lib.imports import service
from o2s_lib.imports.shapes import MatchKey, Mode, Outcome
from o2s_lib.jobs import JobState, JobStatus
from o2s_lib.store import Store

ACTOR = Actor("test", "Claire Moreau")
ROWS = 300


def ended(store: Store, job_id: str) -> JobStatus:
    """The job once it has ended, within a minute."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        status = jobs.job_status(ACTOR, store, job_id)
        if status.state.is_final:
            return status
        time.sleep(0.2)
    raise AssertionError("the job did not end")


def test_preview_and_import_run_as_jobs(store: Store) -> None:
    lines = ["Type de contact;Code dossier;Client Nom;Client Prénom", *(f"Clients;D{n};NOM{n};Zoé" for n in range(ROWS))]
    draft = service.start_draft(ACTOR, store, "long.csv", "\n".join(lines).encode())
    service.change_draft(ACTOR, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys={MatchKey.CODE})
    previewed = ended(store, service.start_preview_job(ACTOR, store, draft.draft_id))
    assert previewed.state is JobState.DONE, previewed.message
    assert service.plan_summary(ACTOR, store, draft.draft_id).counts[Outcome.CREATE] == ROWS
    imported = ended(store, service.start_commit_job(ACTOR, store, draft.draft_id))
    assert imported.state is JobState.DONE, imported.message
    assert imported.result is not None
    batch = service.get_batch(ACTOR, store, imported.result["batch_id"])
    assert (batch.counts[Outcome.CREATE], batch.actor_name) == (ROWS, "Claire Moreau")
