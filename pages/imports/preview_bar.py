"""The way out of the preview: what holds back or what will happen, and at most four buttons."""

from __future__ import annotations

import streamlit as st

from o2s_lib.errors import O2SError, RecordsChangedSincePreview
from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import Outcome, PlanSummary
from pages.components import messages, session
from pages.components.formats import plural
from pages.components.markup import esc, html, note
from pages.imports import address
from pages.imports.row_decision import rows_to_settle

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(draft: Draft, summary: PlanSummary) -> None:
    """Draw the bar at the bottom of the preview."""
    rejected = summary.counts.get(Outcome.REJECTED, 0)
    written = summary.counts.get(Outcome.CREATE, 0) + summary.counts.get(Outcome.UPDATE, 0)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        html(_state(summary, rejected, written), width="stretch")
        st.button(
            "Annuler",
            type="tertiary",
            key="close_preview",
            on_click=address.to_start,
            help="Ferme sans rien appliquer. Le brouillon est gardé.",
        )
        without = _with_rejected(draft, rejected, written) if rejected else False
        all_rows = st.button(
            "Importer", type="primary", key="import_all", disabled=bool(rejected) or written == 0,
            help="Possible dès qu’aucune ligne n’est rejetée" if rejected else "Aucun contact à créer ni à modifier" if written == 0 else None,
        )  # fmt: skip
    if (without and rejected) or all_rows:
        _ask(draft, summary, skips=bool(without), written=written)


def _state(summary: PlanSummary, rejected: int, written: int) -> str:
    near = (
        f' · <span class="update nowrap">▲ {esc(rows_to_settle(summary.undecided_near))}</span>' if summary.undecided_near else ""
    )
    contacts = f'<span class="dim nowrap">{esc(plural(written, "contact"))} à créer ou à modifier</span>'
    if rejected:
        return f'<b class="rejected nowrap">✕ {esc(plural(rejected, "ligne rejetée", "lignes rejetées"))}</b> · {contacts}{near}'
    if written == 0:
        return '<b>Rien à importer</b> <span class="dim">· toutes les lignes sont déjà dans la base ou ignorées.</span>'
    return f'<b class="create nowrap">Tout est prêt</b> · {contacts}{near}<span class="dim"> · Rien n’est encore écrit.</span>'


def _with_rejected(draft: Draft, rejected: int, written: int) -> bool:
    actor, store = session.actor(), session.current_store()
    st.download_button(
        "Rejets", lambda: service.rejects_workbook(actor, store, draft.draft_id), "rejets.xlsx", mime=_XLSX, key="rejects", icon=":material/download:", on_click="ignore",
        help="Les lignes rejetées, dans la présentation du gabarit, avec le motif du rejet",
    )  # fmt: skip
    label = (
        f"Importer sans les {plural(rejected, 'ligne rejetée', 'lignes rejetées')}"
        if rejected > 1
        else "Importer sans la ligne rejetée"
    )
    return st.button(
        label,
        key="import_without",
        disabled=written == 0,
        help="**Différence avec O2S** : O2S refuse tout le fichier pour une ligne fausse. Ici elles peuvent être laissées de côté ; "
        "le fichier « Rejets » les garde, à corriger plus tard.",
    )


def _ask(draft: Draft, summary: PlanSummary, skips: bool, written: int) -> None:
    """Near contacts left undecided ask once more; otherwise the import begins."""
    if summary.undecided_near:
        _confirm(draft, summary, skips, written)
    else:
        _import(draft, skips)


@st.dialog("Des contacts presque identiques restent à décider")
def _confirm(draft: Draft, summary: PlanSummary, skips: bool, written: int) -> None:
    near = summary.undecided_near
    those = (
        f"Ces {near} lignes seront créées comme nouveaux contacts" if near > 1 else "Cette ligne sera créée comme nouveau contact"
    )
    note(
        f'<b class="update">▲ {esc(rows_to_settle(near))}.</b> {those}, peut-être en double. Vous pouvez encore décider pour chacune, ou pour toutes à la fois.',
        "warn",
    )
    html(f'<span class="dim">{esc(plural(written, "contact"))} à créer ou à modifier en tout.</span>')
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Décider d’abord", type="tertiary"):
            address.put(address.VIEW, "remarques")
            address.put(address.GROUP, "NEAR_DUPLICATE~")
            st.rerun()
        if st.button("Importer quand même", type="primary", key="import_anyway"):
            _import(draft, skips)


def _import(draft: Draft, skips: bool) -> None:
    actor, store = session.actor(), session.current_store()
    try:
        if service.is_long(draft):
            address.to_job(draft.draft_id, service.start_commit_job(actor, store, draft.draft_id, skip_rejected=skips))
        else:
            with st.spinner("Enregistrement des contacts…"):
                batch = service.commit(actor, store, draft.draft_id, skip_rejected=skips)
            address.to_batch(batch.batch_id)
    except RecordsChangedSincePreview as error:
        messages.tell(error)
        st.session_state["moved"] = draft.draft_id
    except O2SError as error:
        messages.tell(error)
    st.rerun()
