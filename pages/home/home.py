"""« Accueil »: what can be done, what was begun, what was done last."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.shapes import BatchSummary, DraftSummary, Outcome
from pages.components import messages, session
from pages.components.formats import cut, number, plural, time_left, when
from pages.components.markup import esc, heading, html, note
from pages.imports import batch_list, start_drafts, undoing

_IMPORT = "pages/imports/contacts.py"
_BATCHES = "pages/imports/batches.py"


def show() -> None:
    """Draw the page."""
    actor, store = session.actor(), session.current_store()
    drafts = service.list_drafts(actor, store)
    batches = service.list_batches(actor, store, limit=6)
    if not drafts and not batches:
        _empty()
        return
    heading("Accueil")
    messages.show_told()
    left, right = st.columns([2, 1], gap="large")
    with left:
        _to_do(drafts)
    with right:
        _last(batches)


def _empty() -> None:
    heading("Votre base est vide")
    html(
        "Choisissez par où commencer. Rien n’est enregistré sans votre accord : vous voyez chaque changement avant de le valider, et vous pouvez le défaire."
    )
    first, second, _ = st.columns(3, gap="medium")
    with first, st.container(border=True, height="stretch", key="card_import"):
        html(
            '<div class="who">Importer mes contacts</div><p>Un fichier Excel ou CSV, dans le format d’O2S ou dans le vôtre. Vous voyez l’aperçu ligne par ligne avant d’enregistrer.</p>'
            '<span class="dim sm">10 minutes pour 500 contacts</span>'
        )
        if st.button("Choisir un fichier", type="primary", width="stretch", key="go_import"):
            st.switch_page(_IMPORT)
    with second, st.container(border=True, height="stretch", key="card_template"):
        html(
            '<div class="who">Partir d’un gabarit</div><p>Un classeur vide avec toutes les colonnes d’O2S, les listes de valeurs permises et la règle de chaque colonne.</p>'
            '<span class="dim sm">À remplir dans Excel ou LibreOffice</span>'
        )
        actor, store = session.actor(), session.current_store()
        st.download_button(
            "Gabarit .xlsx",
            lambda: service.template_file(actor, store, "xlsx"),
            "gabarit_contacts.xlsx",
            icon=":material/download:",
            width="stretch",
            on_click="ignore",
        )


def _to_do(drafts: list[DraftSummary]) -> None:
    st.subheader("À reprendre", anchor=False)
    now = session.now()
    for draft in drafts[:6]:
        with st.container(
            horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"line_draft_{draft.draft_id}"
        ):
            html(f'<div class="big" style="text-align:right">{number(draft.rows)}</div>', width=74)
            html(
                f'<div class="ell"><b title="{esc(draft.filename)}">{esc(cut(draft.filename, 90))}</b></div>'
                f'<div class="dim">Import de contacts · {esc(start_drafts.state(draft))} · enregistré {esc(when(draft.saved_at, now))} · {esc(time_left(draft.expires_at, now))}</div>',
                width="stretch",
            )
            if st.button("Reprendre", key=f"home_resume_{draft.draft_id}"):
                st.switch_page(_IMPORT, query_params={"brouillon": draft.draft_id})
    if not drafts:
        note("Rien à reprendre.")
    st.subheader("Commencer", anchor=False)
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key="line_import"):
        html(
            "<b>Importer des contacts</b><div class='dim'>Un fichier Excel, OpenDocument ou CSV, d’O2S ou d’un autre logiciel. Chaque changement est montré avant d’être fait.</div>",
            width="stretch",
        )
        if st.button("Choisir un fichier…", type="primary", key="go_import"):
            st.switch_page(_IMPORT)


def _last(batches: list[BatchSummary]) -> None:
    st.subheader("Derniers imports", anchor=False)
    now = session.now()
    if not batches:
        note("Aucun import pour l’instant.")
        return
    for batch in batches[:5]:
        written = batch.counts.get(Outcome.CREATE, 0) + batch.counts.get(Outcome.UPDATE, 0)
        with st.container(
            horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"line_batch_{batch.batch_id}"
        ):
            html(
                f'<div class="dim sm">{esc(when(batch.created_at, now))} · {esc(batch.actor_name)} · {esc(batch.state)}</div>'
                f'<div class="ell" title="{esc(batch.filename)}">Lot n° {batch.number} · {esc(cut(batch.filename, 60))}</div>'
                f'<div class="dim">{esc(plural(written, "contact écrit", "contacts écrits"))}</div>',
                width="stretch",
            )
            if batch_list.can_be_undone(batch) and st.button("Défaire…", type="tertiary", key=f"home_undo_{batch.batch_id}"):
                undoing.dialog(batch)
    st.page_link(_BATCHES, label="Tous les lots d’import", icon=":material/history:")


show()
