"""A3. What an import did, and how to take it back; below, the earlier imports."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.shapes import BatchSummary, Outcome
from pages.components import messages, session
from pages.components.formats import day_and_time, plural
from pages.components.markup import esc, heading, html
from pages.components.outcomes import big_numbers
from pages.imports import address, batch_list, undoing

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(batch_id: int) -> None:
    """Draw the result of one import."""
    batch = service.get_batch(session.actor(), session.current_store(), batch_id)
    heading("Import terminé" if batch.undone_at is None else "Import défait", step=2)
    messages.show_told()
    with st.container(border=True):
        what, act = st.columns([8, 3], vertical_alignment="center", gap="large")
        with what:
            _numbers(batch)
        with act:
            _actions(batch)
    st.subheader("Lots d’import", anchor=False)
    batch_list.show(per_page=8)


def _numbers(batch: BatchSummary) -> None:
    rows = sum(batch.counts.values())
    rejected = batch.counts.get(Outcome.REJECTED, 0)
    left = ""
    if rejected:
        left = (
            f" Les {plural(rejected, 'ligne rejetée', 'lignes rejetées')} n’ont rien changé en base."
            if rejected > 1
            else " La ligne rejetée n’a rien changé en base."
        )
    undone = f'<div class="note ok"><b>{esc(batch.state)}.</b></div>' if batch.undone_at else ""
    html(
        f'<div><b>Lot d’import n° {batch.number}</b> <span class="dim">· {esc(batch.filename)} · par {esc(batch.actor_name)}, le {esc(day_and_time(batch.created_at))}</span></div>'
        f'{big_numbers(batch.counts)}<div class="dim">{esc(plural(rows, "ligne"))}, chacune avec un seul sort.{esc(left)}</div>{undone}'
    )


def _actions(batch: BatchSummary) -> None:
    actor, store = session.actor(), session.current_store()
    if batch_list.can_be_undone(batch) and st.button(
        "Défaire cet import…", icon=":material/undo:", width="stretch", key="undo_this"
    ):
        undoing.dialog(batch)
    rejected = batch.counts.get(Outcome.REJECTED, 0)
    if rejected:
        st.download_button(
            f"Télécharger les {plural(rejected, 'rejet')}" if rejected > 1 else "Télécharger le rejet", lambda: service.batch_rejects(actor, store, batch.batch_id) or b"",
            f"rejets_lot_{batch.number}.xlsx", mime=_XLSX, icon=":material/download:", width="stretch", key="batch_rejects", on_click="ignore",
        )  # fmt: skip
    st.button("Importer un autre fichier", type="tertiary", width="stretch", key="another", on_click=address.to_start)
