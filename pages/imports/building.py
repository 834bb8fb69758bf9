"""Building a preview: at once for a usual file, as long work with its progress for a big one."""

from __future__ import annotations

import streamlit as st

from o2s_lib.errors import O2SError
from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from pages.components import messages, session
from pages.imports import address


def open_preview(draft: Draft) -> None:
    """Build the preview of a draft and go to it; what goes wrong is told on the page one comes from."""
    actor, store = session.actor(), session.current_store()
    try:
        if service.is_long(draft):
            address.to_job(draft.draft_id, service.start_preview_job(actor, store, draft.draft_id))
        else:
            with st.spinner("Lecture de chaque ligne et comparaison avec la base…"):
                service.preview(actor, store, draft.draft_id)
            address.to_draft(draft.draft_id)
    except O2SError as error:
        messages.tell(error)
    st.rerun()
