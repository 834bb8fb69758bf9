"""What each column of the file feeds: proposals to confirm, columns left out, all of them when asked."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports import looking, service
from o2s_lib.imports.headers import FULL_NAME
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import ColumnChoice, Mapping
from pages.components import messages, session
from pages.components.formats import cut, listed, plain, plural, quoted
from pages.components.markup import esc, html
from pages.imports import mapping_changes as changes

_PER_PAGE = 8
_SHOWS = {"settle": "À rapprocher", "known": "Reconnues", "out": "Laissées de côté"}


def show(draft: Draft) -> None:
    """Draw the columns: open when something is to settle, folded otherwise."""
    if draft.mapping is None:  # the sheet is still to be chosen
        return
    rivals = changes.rivals(changes.mapping_of(draft))
    to_settle = [column for column in changes.mapping_of(draft).columns if changes.is_to_settle(column) or column in rivals]
    names = listed([quoted(cut(column.header, 30)) for column in to_settle], 2)
    title = f"{plural(len(to_settle), 'colonne')} à rapprocher : {plain(names)}" if to_settle else "Colonnes du fichier"
    with st.expander(title, icon=":material/compare_arrows:", expanded=bool(to_settle), key=f"columns-{draft.draft_id}"):
        _couples(draft)
        shown = _filter(draft, to_settle)
        if not shown:
            html('<span class="dim">Aucune colonne ici.</span>')
            return
        _columns(draft, shown)
        if to_settle and len(to_settle) > 1:
            st.button(
                "Accepter les propositions, laisser de côté le reste",
                key=f"accept-{draft.draft_id}",
                on_click=_accept,
                args=(draft,),
            )


def _filter(draft: Draft, to_settle: list[ColumnChoice]) -> list[ColumnChoice]:
    others = [column for column in changes.mapping_of(draft).columns if column not in to_settle and column.header.strip()]
    groups = {
        "settle": to_settle,
        "known": [column for column in others if column.target],
        "out": [column for column in others if not column.target],
    }
    names = [name for name in groups if groups[name] or name == "known"]
    chosen = st.segmented_control(
        "Colonnes montrées", names, default=names[0], required=True, label_visibility="collapsed", key=f"columns_shown-{draft.draft_id}-{'-'.join(names)}",
        format_func=lambda name: f"{_SHOWS[name]} **{len(groups[name])}**",
    )  # fmt: skip
    return groups[chosen or names[0]]


def _columns(draft: Draft, shown: list[ColumnChoice]) -> None:
    pages = -(-len(shown) // _PER_PAGE)
    key = f"columns_page-{draft.draft_id}-{len(shown)}"
    page = min(int(st.session_state.get(key, 1)), pages)
    visible = shown[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    samples = looking.column_samples(
        session.actor(), session.current_store(), draft.draft_id, [column.position for column in visible]
    )
    for start in range(0, len(visible), 2):
        for place, column in zip(st.columns(2, gap="medium"), visible[start : start + 2], strict=False):
            with place:
                _column(draft, column, samples.get(column.position, ()))
    if pages > 1:
        st.pagination(pages, key=key)


def _column(draft: Draft, column: ColumnChoice, samples: tuple[str, ...]) -> None:
    options = changes.targets_for(changes.mapping_of(draft), column)
    proposed = column.proposal if column.target is None and column.how not in ("user", "remembered") else None
    shown = column.target or proposed
    st.selectbox(
        plain(quoted(cut(column.header, 60))),
        options,
        index=options.index(shown) if shown in options else 0,
        format_func=lambda target: f"{changes.target_words(target)}{' (proposé)' if target and target == proposed else ''}",
        key=f"column-{draft.draft_id}-{column.position}-{draft.version}",
        on_change=_choose,
        args=(draft, column.position, f"column-{draft.draft_id}-{column.position}-{draft.version}"),
    )
    seen = " · ".join(cut(text, 28) for text in samples[:3])
    html(
        f'<div class="dim sm ell" title="{esc(seen)}">{"<bdi>" + esc(seen) + "</bdi>" if seen else "colonne vide"}</div>',
        classes="under",
    )


def _couples(draft: Draft) -> None:
    if not any(column.target == FULL_NAME for column in changes.mapping_of(draft).columns):
        return
    key = f"couples-{draft.draft_id}"
    st.checkbox(
        "« M. et Mme » sur une ligne : deux contacts, liés comme conjoints",
        value=changes.mapping_of(draft).splits_couples,
        key=key,
        on_change=_split_couples,
        args=(draft, key),
    )


def _choose(draft: Draft, position: int, key: str) -> None:
    _save(draft, changes.with_target(changes.mapping_of(draft), position, st.session_state[key]))


def _accept(draft: Draft) -> None:
    _save(draft, changes.with_proposals_accepted(changes.mapping_of(draft)))


def _split_couples(draft: Draft, key: str) -> None:
    _save(draft, changes.with_couples(changes.mapping_of(draft), st.session_state[key]))


def _save(draft: Draft, mapping: Mapping) -> None:
    with messages.told():
        service.change_draft(session.actor(), session.current_store(), draft.draft_id, mapping=mapping)
