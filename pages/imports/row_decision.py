"""What only a person can settle: a contact nearly the same, a row that may be several contacts."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import Candidate, RowDetail
from pages.components import messages, plan_view, session
from pages.components.formats import cut, plain, plural
from pages.components.markup import esc, html, note, sentence
from pages.imports import address

_CREATE, _SKIP = "create", "skip"


def decide(draft_id: str, index: int, action: str, contact_id: int | None = None) -> None:
    """Settle one row, which stays the chosen one."""
    with messages.told():
        service.decide_rows(session.actor(), session.current_store(), draft_id, [index], action, contact_id=contact_id)
        from pages.imports.preview_rows import go_to

        go_to(index)


def show(draft: Draft, row: RowDetail) -> None:
    """A row that would create a contact nearly the same as a stored one."""
    first = row.candidates[0] if row.candidates else None
    why = sentence(f"{first.why[:1].upper()}{first.why[1:].rstrip('.')}.") if first else ""
    note(f'<b class="update">▲ Contact presque identique.</b> {why}', "warn")
    shown = _candidate_shown(draft, row)
    if shown:
        plan_view.comparison_table(shown.values, row.file_values)
    key = f"near-{draft.draft_id}-{row.index}"
    options: list[str | int] = [*(candidate.contact_id for candidate in row.candidates), _CREATE, _SKIP]
    names = {candidate.contact_id: candidate.name for candidate in row.candidates}
    chosen = st.radio(
        "Que faire de cette ligne ?", options, index=None, key=key, format_func=lambda option: _words(option, names)
    )
    with st.container(horizontal=True):
        st.button(
            "Appliquer",
            key="near_apply",
            type="primary",
            disabled=chosen is None,
            on_click=_apply,
            args=(draft.draft_id, row.index, key),
            shortcut="Ctrl+Enter",
        )
        st.button(
            "Décider pour toutes ces lignes…",
            type="tertiary",
            key="near_all",
            on_click=_open_group,
            help="Ouvre le groupe « Contact presque identique »",
        )
    from pages.imports import row_editing

    row_editing.other_cell(draft, row)


def _words(option: str | int, names: dict[int, str]) -> str:
    if option == _CREATE:
        return "Créer quand même un nouveau contact"
    if option == _SKIP:
        return "Ignorer la ligne"
    return f"Mettre à jour {plain(cut(names[int(option)], 80))} (en base)"


def _candidate_shown(draft: Draft, row: RowDetail) -> Candidate | None:
    if len(row.candidates) < 2:
        return row.candidates[0] if row.candidates else None
    return st.segmented_control(
        "Contact comparé", row.candidates, default=row.candidates[0], required=True, format_func=lambda candidate: plain(cut(candidate.name, 40)),
        key=f"compared-{draft.draft_id}-{row.index}", label_visibility="collapsed",
    )  # fmt: skip


def _apply(draft_id: str, index: int, key: str) -> None:
    chosen = st.session_state.get(key)
    if isinstance(chosen, int):
        decide(draft_id, index, "link", chosen)
    elif chosen is not None:
        decide(draft_id, index, str(chosen))


def _open_group() -> None:
    address.put(address.VIEW, "remarques")
    address.put(address.GROUP, "NEAR_DUPLICATE~")


def choose_contact(draft: Draft, row: RowDetail) -> None:
    """A rejected row that may be several stored contacts: the person says which."""
    key = f"which-{draft.draft_id}-{row.index}"
    options: list[int | str] = [*(candidate.contact_id for candidate in row.candidates), _CREATE]
    names = {candidate.contact_id: _described(candidate) for candidate in row.candidates}
    chosen = st.selectbox(
        "Contact concerné", options, index=None, key=key, placeholder="Choisir le contact",
        format_func=lambda option: names.get(option, "Aucun d’eux : créer un nouveau contact") if isinstance(option, int) else "Aucun d’eux : créer un nouveau contact",
    )  # fmt: skip
    seen = next((candidate for candidate in row.candidates if candidate.contact_id == chosen), None)
    if seen:
        plan_view.comparison_table(seen.values, row.file_values)
    st.button(
        "Appliquer à cette ligne",
        key="which_apply",
        type="primary",
        disabled=chosen is None,
        on_click=_apply,
        args=(draft.draft_id, row.index, key),
    )


def _described(candidate: Candidate) -> str:
    return cut(f"{candidate.name}{', ' + candidate.why if candidate.why else ''}", 110)


def take_back(draft: Draft, row: RowDetail) -> None:
    """A decision of the person can be reconsidered until the import."""
    said = {
        "link": "Vous avez choisi de mettre à jour ce contact.",
        "create": "Vous avez choisi de créer un nouveau contact.",
        "skip": "Vous avez choisi d’ignorer cette ligne.",
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        html(f'<span class="dim">{esc(said.get(row.decision, "Décision prise."))}</span>', width="content")
        st.button(
            "Revenir sur ce choix", key="undecide", type="tertiary", on_click=decide, args=(draft.draft_id, row.index, "undecide")
        )


def rows_to_settle(count: int) -> str:
    """« 12 presque identiques à décider »."""
    return plural(count, "presque identique à décider", "presque identiques à décider")
