"""The remarks grouped by kind: the list on the left, the chosen kind and its one fix on the right."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from o2s_lib.imports import service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import RemarkGroup
from pages.components import look, session, tables
from pages.components.formats import number
from pages.components.markup import note
from pages.components.outcomes import LEVELS
from pages.imports import address, remark_fixes

_HEIGHT = 480
_ROW_HEIGHT = 30


def show(draft: Draft) -> None:
    """Draw the kinds of remarks and the chosen one."""
    levels = [level for level in (address.get(address.LEVELS) or "").split("-") if level in LEVELS] or list(LEVELS)
    every = service.remark_groups(session.actor(), session.current_store(), draft.draft_id)
    groups = [group for group in every if str(group.level) in levels]
    left, right = st.columns([5, 6], gap="small")
    if not groups:
        with left:
            note("Aucune remarque." if not every else "Aucune remarque de ce niveau. Retirez le filtre pour les revoir toutes.")
        return
    chosen = _chosen(groups)
    with left:
        _grid(draft, groups, groups.index(chosen))
    with right, st.container(border=True, height=_HEIGHT, gap="small", key="fill_detail"):
        remark_fixes.show(draft, chosen)


def name_of(group: RemarkGroup) -> str:
    """What names a group in the address."""
    return f"{group.code}~{group.field_name or ''}"


def _chosen(groups: list[RemarkGroup]) -> RemarkGroup:
    asked = address.get(address.GROUP) or ""
    code = asked.partition("~")[0]
    exact = next((group for group in groups if name_of(group) == asked), None)
    return exact or next((group for group in groups if group.code == code), groups[0])


def _grid(draft: Draft, groups: list[RemarkGroup], position: int) -> None:
    signs = [LEVELS[str(group.level)] for group in groups]
    frame = pd.DataFrame(
        {
            "Niveau": [f"{sign.sign} {sign.one}" for sign in signs],
            "Nature": [group.title for group in groups],
            "Colonne": [group.column or "" for group in groups],
            "Cellules": [number(group.cells) for group in groups],
            "État": [group.state for group in groups],
        }
    )
    colours = [look.text_colour(sign.kind) for sign in signs]
    styled = frame.style.apply(lambda _: [f"color:{colour};font-weight:600" for colour in colours], subset=["Niveau"])
    tall = len(groups) > 14
    with st.container(height=_HEIGHT if tall else "content", border=False, key="fill_rows_alone" if tall else "short_rows"):
        tables.pick_row(
            styled,
            key=f"groups-{draft.draft_id}-{len(groups)}",
            position=position,
            keys=[name_of(group) for group in groups],
            on_pick=lambda name: address.put(address.GROUP, name),
            height="stretch" if tall else "content",
            row_height=_ROW_HEIGHT,
            alt="Remarques par nature",
            columns={
                "Niveau": st.column_config.TextColumn(width=112),
                "Nature": st.column_config.TextColumn(width=150),
                "Colonne": st.column_config.TextColumn(width=130),
                "Cellules": st.column_config.TextColumn(width=60, alignment="right"),
                "État": st.column_config.TextColumn(width=84),
            },
        )
