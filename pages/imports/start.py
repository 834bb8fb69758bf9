"""A1. Choose a file, say what is done with known contacts, settle its columns; or resume a draft."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports.service import Draft
from pages.components import messages
from pages.components.markup import esc, heading, html
from pages.imports import (
    address,
    building,
    start_choices,
    start_columns,
    start_drafts,
    start_file,
    start_required,
    start_template,
)


def show(draft: Draft | None) -> None:
    """Draw the first screen, for a draft or for no file yet."""
    heading("Importer des contacts", step=0)
    messages.show_told()
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.subheader("Fichier", anchor=False)
        if draft is None:
            start_file.receive()
        else:
            start_file.show(draft)
            start_required.show(draft)
            start_columns.show(draft)
        start_choices.show(draft)
    with right:
        start_drafts.show(draft.draft_id if draft else None)
        start_template.show()
    _bar(draft)


def _bar(draft: Draft | None) -> None:
    missing = what_is_missing(draft)
    says = missing or "L’aperçu n’écrit rien en base."
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        html(f'<span class="dim">{esc(says)}</span>', width="stretch")
        if draft is not None:
            st.button(
                "Annuler", type="tertiary", on_click=address.to_start, help="Ferme sans rien appliquer. Le brouillon est gardé."
            )
        asked = st.button(
            "Voir l’aperçu",
            type="primary",
            icon=":material/arrow_forward:",
            disabled=bool(missing),
            shortcut="Ctrl+Enter",
            key="to_preview",
        )
    if asked and draft is not None and not missing:
        building.open_preview(draft)


def what_is_missing(draft: Draft | None) -> str:
    """The first thing that keeps from a preview, as a sentence; "" when nothing does."""
    if draft is None:
        return "Déposez d’abord un fichier."
    if start_file.choices_to_make(draft):
        return "Choisissez d’abord comment lire le fichier."
    if draft.missing_required:
        return "Indiquez d’où vient chaque colonne obligatoire."
    if draft.mode is None:
        return "Choisissez ce qu’il faut faire des contacts déjà connus."
    return "" if draft.keys else "Cochez au moins une façon de reconnaître un contact."
