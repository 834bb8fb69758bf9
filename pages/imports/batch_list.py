"""« Lots d’import »: the list, and what can be done with the chosen one."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.shapes import BatchSummary, Outcome
from pages.components import session, tables
from pages.components.formats import cut, local, number, plural
from pages.components.markup import html, note
from pages.components.outcomes import MODES_DONE, OUTCOMES
from pages.imports import undoing

_KEY = "chosen_batch"


def can_be_undone(batch: BatchSummary) -> bool:
    """Something of the batch is still in place."""
    return batch.undoable > 0


def show(per_page: int = 20) -> None:
    """Draw the list, a page at a time, and the actions under it."""
    page = int(st.session_state.get("batches_page", 1))
    batches = service.list_batches(session.actor(), session.current_store(), offset=(page - 1) * per_page, limit=per_page + 1)
    if not batches:
        note("Aucun import pour l’instant. Chaque import se retrouve ici, avec son fichier d’origine, et peut être défait.")
        return
    more, batches = len(batches) > per_page, batches[:per_page]
    chosen = next((batch for batch in batches if batch.batch_id == st.session_state.get(_KEY)), None)
    _grid(batches, chosen)
    if more or page > 1:
        st.pagination(page + (1 if more else 0), key="batches_page", max_visible_pages=5)
    _actions(chosen)


def _grid(batches: list[BatchSummary], chosen: BatchSummary | None) -> None:
    def counts(outcome: Outcome) -> list[str]:
        return [number(batch.counts.get(outcome, 0)) for batch in batches]

    titles = {
        outcome: f"{OUTCOMES[outcome].sign} {OUTCOMES[outcome].many}"
        for outcome in (Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.SKIPPED)
    }
    frame = pd.DataFrame(
        {
            "Lot": [batch.number for batch in batches],
            "Le": [_clock(batch.created_at) for batch in batches],
            "Fichier": [cut(batch.filename, 120) for batch in batches],
            "Mode": [MODES_DONE.get(str(batch.mode), str(batch.mode)) for batch in batches],
            "Par": [batch.actor_name for batch in batches],
            **{title: counts(outcome) for outcome, title in titles.items()},
            "État": [batch.state for batch in batches],
        }
    )
    widths = dict(zip(titles.values(), (66, 88, 86, 74), strict=True))
    tables.pick_row(
        frame,
        key=f"batches-{batches[0].batch_id}-{len(batches)}",
        position=batches.index(chosen) if chosen else None,
        keys=[batch.batch_id for batch in batches],
        on_pick=lambda batch_id: st.session_state.__setitem__(_KEY, batch_id),
        row_height=30,
        alt="Lots d’import, le plus récent d’abord",
        columns={
            "Lot": st.column_config.NumberColumn(width=44, format="%d"),
            "Le": st.column_config.TextColumn(width=122),
            "Fichier": st.column_config.TextColumn(width=228),
            "Mode": st.column_config.TextColumn(width=126),
            "Par": st.column_config.TextColumn(width=124),
            **{title: st.column_config.TextColumn(width=width, alignment="right") for title, width in widths.items()},
            "État": st.column_config.TextColumn(width=206),
        },
    )


def _clock(instant: datetime) -> str:
    return local(instant).strftime("%d/%m/%Y %H:%M")


def _actions(chosen: BatchSummary | None) -> None:
    off = chosen is None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button("Voir le détail", disabled=off, key="batch_detail") and chosen:
            undoing.detail(chosen)
        _original(chosen)
        if (
            st.button(
                "Défaire ce lot…", icon=":material/undo:", disabled=chosen is None or not can_be_undone(chosen), key="batch_undo"
            )
            and chosen
        ):
            undoing.dialog(chosen)
        said = (
            "Choisissez un lot dans la liste."
            if chosen is None
            else f"Lot n° {chosen.number} · {plural(sum(chosen.counts.values()), 'ligne')}"
        )
        html(f'<span class="dim">{said}</span>', width="stretch")


def _original(chosen: BatchSummary | None) -> None:
    if chosen is None:
        st.button("Fichier d’origine", icon=":material/download:", disabled=True, key="batch_file_off")
        return
    actor, store, batch_id = session.actor(), session.current_store(), chosen.batch_id
    st.download_button(
        "Fichier d’origine", lambda: service.batch_file(actor, store, batch_id)[1], chosen.filename, icon=":material/download:", key="batch_file", on_click="ignore",
        help=f"Le fichier reçu, tel quel. Empreinte SHA-256 : {chosen.sha256[:16]}…",
    )  # fmt: skip
