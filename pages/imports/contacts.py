"""« Imports › Contacts »: one page, three steps: the file, the preview, the result."""

from __future__ import annotations

import streamlit as st

from o2s_lib.errors import NotFound
from o2s_lib.imports import service
from o2s_lib.imports.previewing import PreviewNeeded
from pages.components import messages, session
from pages.imports import address, preview, result, start, working


def show() -> None:
    """Draw the step that the address leads to."""
    try:
        _show_step()
    except NotFound as error:
        messages.tell(error)
        address.to_start()
        st.rerun()


def _show_step() -> None:
    draft_id, job_id, batch_id = address.get(address.DRAFT), address.get(address.JOB), address.get_number(address.BATCH)
    if batch_id is not None:
        result.show(batch_id)
    elif draft_id is None:
        start.show(None)
    elif job_id is not None:
        working.show(draft_id, job_id)
    else:
        _show_draft(draft_id)


def _show_draft(draft_id: str) -> None:
    """The preview if there is one for what the draft says now, else its settings."""
    draft = service.get_draft(session.actor(), session.current_store(), draft_id)
    if draft.step != "preview" or address.get(address.STEP) == "fichier":
        start.show(draft)
        return
    try:
        preview.show(draft)
    except PreviewNeeded as error:
        messages.tell_sentence(str(error), "warn")
        address.to_draft(draft_id, "fichier")
        st.rerun()


show()
