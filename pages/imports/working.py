"""Long work on a draft: its stage and progress, « Arrêter », and what comes after; alive through a refresh."""

from __future__ import annotations

import contextlib

import streamlit as st

from o2s_lib import jobs
from o2s_lib.errors import NotFound
from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from o2s_lib.jobs import JobState, JobStatus
from pages.components import messages, session
from pages.components.formats import number, plural
from pages.components.markup import esc, heading, html
from pages.imports import address


def show(draft_id: str, job_id: str) -> None:
    """Draw the progress of a job, or lead to what it left."""
    status = jobs.job_status(session.actor(), session.current_store(), job_id)
    if status.state.is_final:
        _after(draft_id, status)
        st.rerun()
    writes = "commit" in status.kind
    heading("Import en cours" if writes else "Aperçu de l’import", step=2 if writes else 1)
    draft = _draft(draft_id)
    if draft is not None:
        html(f'<span class="dim">{esc(draft.filename)} · {esc(plural(draft.rows, "ligne"))}</span>')
    messages.show_told()
    _progress(job_id)
    with st.bottom:
        html(
            '<span class="dim">Vous pouvez fermer cette page ou continuer ailleurs : le travail se poursuit, et cette adresse y ramène.</span>'
        )


def _draft(draft_id: str) -> Draft | None:
    """The draft worked on; an import that has just been carried out leaves none."""
    with contextlib.suppress(NotFound):
        return service.get_draft(session.actor(), session.current_store(), draft_id)
    return None


def _after(draft_id: str, status: JobStatus) -> None:
    """Leave for what the work left: the result of the import, the preview, or the draft with what went wrong."""
    batch_id = (status.result or {}).get("batch_id")
    if status.state == JobState.DONE and batch_id is not None:
        address.to_batch(int(batch_id))
        return
    if status.state == JobState.FAILED and "commit" in status.kind:
        st.session_state["moved"] = draft_id  # most likely contacts moved since: the preview offers to be made again
    if status.state != JobState.DONE:
        messages.tell_sentence(status.message or "Le travail s’est arrêté avant la fin. Rien n’a été écrit.", "warn")
    address.to_draft(draft_id)


@st.fragment(run_every=1)
def _progress(job_id: str) -> None:
    status = jobs.job_status(session.actor(), session.current_store(), job_id)
    if status.state.is_final:
        st.rerun()  # once, so that the page is drawn without this fragment and the polling ends
    with st.container(border=True, key="job_progress"):
        stage = status.stage or ("En attente de son tour" if status.state == JobState.WAITING else "Préparation")
        count = f" · {number(status.done)} sur {number(status.total)}" if status.total > 1 else ""
        st.progress(status.fraction, text=f"{stage}{count}")
        if status.cancel_requested:
            html('<span class="dim">Arrêt demandé : le travail se termine proprement, rien ne sera écrit.</span>')
        else:
            st.button("Arrêter", key="stop_job", icon=":material/stop_circle:", on_click=_stop, args=(job_id,))


def _stop(job_id: str) -> None:
    with messages.told():
        jobs.cancel_job(session.actor(), session.current_store(), job_id)
