"""A2. Preview: every row's fate, the chosen row in full, the remarks by kind, and the way out. Looking writes nothing."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import MatchKey, Outcome, PlanSummary
from pages.components import messages, session
from pages.components.formats import number, when
from pages.components.markup import esc, heading, html
from pages.components.outcomes import LEVELS, MODES, OUTCOMES, pill, share_bar
from pages.imports import address, building, preview_bar, preview_rows, remark_groups

_KEYS = {MatchKey.CODE: "Code dossier", MatchKey.NAME: "Nom et prénom"}
_VIEWS = ("lignes", "remarques")


def show(draft: Draft) -> None:
    """Draw the preview of a draft."""
    summary = service.plan_summary(session.actor(), session.current_store(), draft.draft_id)
    heading("Aperçu de l’import", step=1)
    _about(draft, summary)
    share_bar({outcome: summary.counts.get(outcome, 0) for outcome in OUTCOMES})
    messages.show_told()
    _moved(draft)
    view = _filters(draft, summary)
    if view == "remarques":
        remark_groups.show(draft)
    else:
        preview_rows.show(draft, summary)
    preview_bar.show(draft, summary)


def _about(draft: Draft, summary: PlanSummary) -> None:
    keys = " ou ".join(name for key, name in _KEYS.items() if key in draft.keys)
    saved = f"brouillon enregistré {when(summary.saved_at or draft.saved_at, session.now())}"
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        html(
            f'<div class="facts line dim"><span class="ell" title="{esc(draft.filename)}">{esc(draft.filename)}</span>'
            f"<span>{esc(MODES[draft.mode]) if draft.mode else ''}</span><span>reconnu par {esc(keys)}</span><span>{esc(saved)}</span></div>",
            width="stretch",
        )
        st.button(
            "Revoir les réglages",
            type="tertiary",
            key="to_settings",
            on_click=address.to_draft,
            args=(draft.draft_id, "fichier"),
            help="Colonnes, contacts déjà connus, façon de les reconnaître",
        )


def _moved(draft: Draft) -> None:
    """Records changed since the preview: the way on is a new preview, which keeps the corrections and decisions."""
    if st.session_state.get("moved") != draft.draft_id:
        return
    if st.button("Refaire l’aperçu", key="preview_again", type="primary", icon=":material/refresh:"):
        st.session_state.pop("moved")
        building.open_preview(draft)


def _filters(draft: Draft, summary: PlanSummary) -> str:
    left, right = st.columns([7, 4], vertical_alignment="center")
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        view = _views(draft, summary)
    with left:
        if view == "remarques":
            _level_pills(draft, summary)
        else:
            _outcome_pills(draft, summary)
    return view


def _views(draft: Draft, summary: PlanSummary) -> str:
    remarks = sum(summary.issue_counts.values())
    settle = f", dont **{number(summary.to_settle)}** à régler" if summary.to_settle else ""
    names = {"lignes": f"Lignes **{number(summary.rows)}**", "remarques": f"Remarques **{number(remarks)}**{settle}"}
    key = f"view-{draft.draft_id}"
    here = address.get(address.VIEW)
    st.session_state[key] = here if here in _VIEWS else "lignes"
    return str(
        st.segmented_control(
            "Vue",
            list(_VIEWS),
            required=True,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            key=key,
            on_change=_change_view,
            args=(key,),
        )
    )


def _change_view(key: str) -> None:
    address.put(address.VIEW, None if st.session_state[key] == "lignes" else "remarques")


def _outcome_pills(draft: Draft, summary: PlanSummary) -> None:
    key = f"outcomes-{draft.draft_id}"
    st.session_state[key] = list(address.outcomes())
    st.pills(
        "Filtrer par sort", list(OUTCOMES), selection_mode="multi", key=key, label_visibility="collapsed", on_change=_change_outcomes, args=(key,),
        format_func=lambda outcome: pill(OUTCOMES[Outcome(outcome)], summary.counts.get(outcome, 0)),
    )  # fmt: skip


def _change_outcomes(key: str) -> None:
    address.put_outcomes(st.session_state[key])
    address.put(address.PAGE, None)


def _level_pills(draft: Draft, summary: PlanSummary) -> None:
    key = f"levels-{draft.draft_id}"
    st.session_state[key] = [level for level in LEVELS if level in (address.get(address.LEVELS) or "").split("-")]
    st.pills(
        "Filtrer par niveau", list(LEVELS), selection_mode="multi", key=key, label_visibility="collapsed", on_change=_change_levels, args=(key,),
        format_func=lambda level: pill(LEVELS[level], summary.issue_counts.get(level, 0)),
    )  # fmt: skip


def _change_levels(key: str) -> None:
    address.put(address.LEVELS, "-".join(st.session_state[key]))
