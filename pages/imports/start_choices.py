"""What is done with the contacts already known, and how they are recognised. Nothing is chosen for the user."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import MatchKey, Mode
from pages.components import messages, session
from pages.components.formats import plural
from pages.components.markup import html
from pages.components.outcomes import MODES

_CAPTIONS = [
    "Leurs cellules remplies remplacent la base. Une cellule vide ne change rien.",
    "Ils sont ignorés ; seuls les nouveaux sont créés.",
]


def show(draft: Draft | None) -> None:
    """Draw the two choices, off until there is a file."""
    if draft is not None and draft.mapping is None:  # the sheet is still to be chosen
        draft = None
    known, keys = st.columns([11, 9], gap="medium")
    with known:
        _modes(draft)
    with keys:
        _keys(draft)


def _modes(draft: Draft | None) -> None:
    key = f"mode-{draft.draft_id if draft else ''}"
    st.session_state[key] = draft.mode if draft else None  # the draft says what is chosen, nothing when it says nothing
    st.radio(
        "**Contacts déjà connus**",
        list(MODES),
        index=None,
        key=key,
        format_func=lambda mode: MODES[Mode(mode)],
        captions=_CAPTIONS,
        help="**Différence avec O2S** : le choix est le même, mais l’aperçu montre chaque valeur qui serait remplacée.",
        disabled=draft is None,
        on_change=_change_mode,
        args=(draft.draft_id if draft else "",),
    )


def _keys(draft: Draft | None) -> None:
    off = draft is None
    html(f'<span class="label {"dim" if off else ""}">Reconnaître un contact par</span>')
    code, homonyms = "", ""
    if draft is not None:
        code = (
            f"  :gray[rempli sur {plural(draft.reading.filled_codes, 'ligne')}]"
            if draft.reading.filled_codes
            else "  :gray[absent du fichier]"
        )
        homonyms = f"  :gray[{plural(draft.reading.homonyms, 'homonyme')} dans le fichier]"
    _key(draft, MatchKey.CODE, f"Code dossier{code}", draft is None or not draft.reading.filled_codes)
    _key(draft, MatchKey.NAME, f"Nom et prénom{homonyms}", off)
    st.caption(
        "Proposé d’après le fichier déposé." if off else "Si les deux sont cochés, l’un ou l’autre suffit.",
        help="**Différence avec O2S** : accents, majuscules et traits d’union ne comptent pas. Une ligne qui désigne plusieurs contacts "
        "est rejetée et vous choisissez lequel ; un contact presque identique est signalé avant d’être créé.",
    )


def _key(draft: Draft | None, key: MatchKey, label: str, disabled: bool) -> None:
    draft_id = draft.draft_id if draft else ""
    name = f"key-{key.value}-{draft_id}"
    st.session_state[name] = draft is not None and key in draft.keys
    st.checkbox(label, key=name, disabled=disabled, on_change=_change_keys, args=(draft_id,))


def _change_mode(draft_id: str) -> None:
    with messages.told():
        service.change_draft(session.actor(), session.current_store(), draft_id, mode=Mode(st.session_state[f"mode-{draft_id}"]))


def _change_keys(draft_id: str) -> None:
    ticked = frozenset(key for key in MatchKey if st.session_state.get(f"key-{key.value}-{draft_id}"))
    with messages.told():
        service.change_draft(session.actor(), session.current_store(), draft_id, keys=ticked)
