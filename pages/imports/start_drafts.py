"""« Brouillons en cours »: what was begun and can be taken up again for seven days."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.shapes import DraftSummary
from o2s_lib.settings import draft_days
from pages.components import messages, session
from pages.components.formats import cut, plural, time_left, when
from pages.components.markup import esc, html, note
from pages.imports import address

_SHOWN = 4


def show(current: str | None) -> None:
    """Draw the drafts of this person; the one on screen is named, without « Reprendre »."""
    st.subheader("Brouillons en cours", anchor=False)
    drafts = service.list_drafts(session.actor(), session.current_store())
    if not drafts:
        note(f"Aucun brouillon. Un import commencé se retrouve ici pendant {draft_days()} jours, même après une déconnexion.")
        return
    for draft in drafts[:_SHOWN]:
        _line(draft, draft.draft_id == current)
    if len(drafts) > _SHOWN:
        with st.expander(f"{plural(len(drafts) - _SHOWN, 'autre brouillon', 'autres brouillons')}"):
            for draft in drafts[_SHOWN:]:
                _line(draft, draft.draft_id == current)


def _line(draft: DraftSummary, is_current: bool) -> None:
    now = session.now()
    with st.container(border=True, gap="small"):
        text, act = st.columns([7, 4], vertical_alignment="center")
        with text:
            html(
                f'<div class="ell" title="{esc(draft.filename)}"><b>{esc(cut(draft.filename, 90))}</b></div>'
                f'<div class="dim sm">{esc(plural(draft.rows, "ligne"))} · {esc(state(draft))}<br>'
                f"Enregistré {esc(when(draft.saved_at, now))} · {esc(time_left(draft.expires_at, now))}</div>"
            )
        with act, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"):
            if is_current:
                html('<span class="dim sm">à l’écran</span>', width="content")
            else:
                st.button("Reprendre", key=f"resume-{draft.draft_id}", on_click=address.to_draft, args=(draft.draft_id,))
            st.button(
                "",
                icon=":material/delete:",
                key=f"drop-{draft.draft_id}",
                type="tertiary",
                help="Supprimer ce brouillon",
                on_click=_drop,
                args=(draft.draft_id, is_current),
            )


def state(draft: DraftSummary) -> str:
    """« réglages à finir », « aperçu prêt », « aperçu prêt, 3 rejetées »."""
    if draft.step != "preview":
        return "réglages à finir"
    return f"aperçu prêt, {plural(draft.rejected, 'rejetée')}" if draft.rejected else "aperçu prêt"


def _drop(draft_id: str, is_current: bool) -> None:
    with messages.told():
        service.delete_draft(session.actor(), session.current_store(), draft_id)
        if is_current:
            address.to_start()
