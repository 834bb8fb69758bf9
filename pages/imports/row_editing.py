"""A rejected row: its wrong cells put right in place; only this row, and those that share its key, are read again."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import looking, service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import RowDetail, WrongCell
from o2s_lib.issues import Level
from pages.components import messages, plan_view, session
from pages.components.formats import plain, plural
from pages.components.markup import esc, html, note, sentence
from pages.imports import row_decision


def show(draft: Draft, row: RowDetail) -> None:
    """Draw what is wrong, and the fields to put it right."""
    _whole_row_errors(row)
    if row.candidates:
        row_decision.choose_contact(draft, row)
    if row.wrong:
        cells = plural(len(row.wrong), "cellule")
        html(f'<span class="dim">{esc(cells)} à corriger. Seule cette ligne, et celles qui partagent sa clé, sont relues.</span>')
        _wrong_cells(draft, row)
    else:
        st.button("Ignorer cette ligne", key="skip_row", on_click=row_decision.decide, args=(draft.draft_id, row.index, "skip"))
    other_cell(draft, row)
    with st.expander("Autres cellules de la ligne"):
        texts = looking.row_texts(session.actor(), session.current_store(), draft.draft_id, row.index)
        wrong = {cell.field_name for cell in row.wrong}
        plan_view.values_table({looking.column_label(name): text for name, text in texts.items() if name not in wrong})


def _whole_row_errors(row: RowDetail) -> None:
    told = {text for cell in row.wrong for text in cell.messages}
    for text in dict.fromkeys(issue.message for issue in row.issues if issue.level == Level.ERROR and issue.message not in told):
        note(f'<b class="rejected">✕</b> {sentence(text)}', "err")


def _wrong_cells(draft: Draft, row: RowDetail) -> None:
    keys = {cell.field_name: f"cell-{draft.draft_id}-{row.index}-{cell.field_name}" for cell in row.wrong}
    with st.form(f"cells-{draft.draft_id}-{row.index}", border=False):
        for cell in row.wrong:
            _field(cell, keys[cell.field_name])
            for text in cell.messages:
                html(f'<div class="note err"><b class="rejected">✕</b> {sentence(text)}</div>', classes="under")
        with st.container(horizontal=True):
            st.form_submit_button(
                "Relire la ligne",
                type="primary",
                shortcut="Ctrl+Enter",
                key="read_again",
                on_click=_read_again,
                args=(draft.draft_id, row, keys),
            )
            st.form_submit_button(
                "Ignorer cette ligne",
                type="tertiary",
                key="skip_row",
                on_click=row_decision.decide,
                args=(draft.draft_id, row.index, "skip"),
            )


def _field(cell: WrongCell, key: str) -> None:
    if cell.choices:
        options = list(dict.fromkeys([*cell.choices]))
        st.selectbox(
            plain(cell.label), options, index=options.index(cell.text) if cell.text in options else None, key=key,
            placeholder=cell.text or "Choisir", accept_new_options=True,
        )  # fmt: skip
    else:
        st.text_input(plain(cell.label), cell.text, key=key)


def _read_again(draft_id: str, row: RowDetail, keys: dict[str, str]) -> None:
    # Ctrl+Entrée typed in a field may submit the form twice: the second time the fields are gone and nothing is edited.
    typed = {cell.field_name: st.session_state.get(keys[cell.field_name]) for cell in row.wrong}
    before = {cell.field_name: cell.text for cell in row.wrong}
    edited = {name: text for name, text in typed.items() if text is not None and text != before[name]}
    if edited:
        edit(draft_id, row.index, edited)


def edit(draft_id: str, index: int, texts: dict[str, str]) -> None:
    """Correct cells of a row; the fields drawn for them are forgotten, so that they show what is read next."""
    with messages.told():
        service.edit_cells(session.actor(), session.current_store(), draft_id, index, texts)
        from pages.imports.preview_rows import go_to

        go_to(index)
        for key in [key for key in st.session_state if str(key).startswith(f"cell-{draft_id}-{index}-")]:
            del st.session_state[key]


def other_cell(draft: Draft, row: RowDetail) -> None:
    """Any cell of the row may be corrected, not only those in error."""
    texts = looking.row_texts(session.actor(), session.current_store(), draft.draft_id, row.index)
    wrong = {cell.field_name for cell in row.wrong}
    names = {looking.column_label(name): name for name in texts if name not in wrong}
    key = f"cell-{draft.draft_id}-{row.index}-other"
    with st.expander("Corriger une autre cellule", key=f"other-{row.index}"):
        label = st.selectbox(
            "Colonne",
            list(names),
            index=None,
            placeholder="Choisir la colonne",
            key=f"{key}-column",
            label_visibility="collapsed",
        )
        if label is None:
            return
        with st.form(f"other-{draft.draft_id}-{row.index}-{label}", border=False):
            text = st.text_input(plain(label), texts[names[label]], key=f"{key}-{label}")
            if st.form_submit_button("Relire la ligne avec cette valeur", key="read_again_other") and text != texts[names[label]]:
                edit(draft.draft_id, row.index, {names[label]: text})
                st.rerun()
