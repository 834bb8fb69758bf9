"""The rows of the preview, a page at a time: the grid on the left, the chosen row in full on the right."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from o2s_lib.imports import looking, service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import PlanSummary, RowPage
from pages.components import look, session, tables
from pages.components.formats import cut, number, plural
from pages.components.markup import esc, html, note
from pages.components.outcomes import OUTCOMES
from pages.imports import address, row_detail

PER_PAGE = 100
_HEIGHT = 480  # for the first paint; the style sheet then fills the window
_ROW_HEIGHT = 28
_WHOLE = 14  # a list this short keeps its own height: no empty grid below it


@dataclass(frozen=True)
class Place:
    """Where the reader stands: a page of the table under its filter, and the chosen row.

    Args:
        position: Place of the chosen row in the page, None when it is not under the filter (any more).
        before, after: Index of the rows that « précédente » and « suivante » lead to.
    """

    page: int
    rows: RowPage
    index: int | None
    position: int | None
    before: int | None
    after: int | None


def show(draft: Draft, summary: PlanSummary) -> None:
    """Draw the table and the detail."""
    place = find_place(draft)
    table, detail = st.columns([6, 5], gap="small")
    with table:
        _remark_filter()
        if place.rows.total == 0:
            note(f"Aucune ligne de ce sort. Retirez le filtre pour revoir les {number(summary.rows)} lignes.")
            return
        _grid(draft, place)
    if place.index is not None:
        with detail, st.container(border=True, height=_HEIGHT, gap="small", key="fill_detail"):
            row_detail.show(draft, place)


def find_place(draft: Draft) -> Place:
    """Read the page of rows that the address asks for, and find the chosen row in it."""
    index, asked = address.get_number(address.ROW), address.get_number(address.PAGE)
    if index is not None and asked is None:
        offset = _position(draft, index)
        page = 1 + offset // PER_PAGE if offset is not None else 1
    else:
        page = max(1, asked or 1)
    rows = _page(draft, page)
    if not rows.lines and rows.total:
        page = 1 + (rows.total - 1) // PER_PAGE
        rows = _page(draft, page)
    return _placed(draft, page, rows, index)


def _placed(draft: Draft, page: int, rows: RowPage, index: int | None) -> Place:
    indices = [line.index for line in rows.lines]
    if index is None and indices:
        index = indices[0]
    position = indices.index(index) if index in indices else None
    reference = index if index is not None else -1
    before = [i for i in indices if i < reference]
    after = [i for i in indices if i > reference]
    return Place(
        page, rows, index, position,
        before[-1] if before else _edge(draft, page - 1, -1) if page > 1 else None,
        after[0] if after else _edge(draft, page + 1, 0) if page * PER_PAGE < rows.total else None,
    )  # fmt: skip


def _edge(draft: Draft, page: int, at: int) -> int | None:
    offset = page * PER_PAGE - 1 if at else (page - 1) * PER_PAGE
    lines = _read(draft, offset, 1).lines
    return lines[0].index if lines else None


def _page(draft: Draft, page: int) -> RowPage:
    return _read(draft, (page - 1) * PER_PAGE, PER_PAGE)


def _read(draft: Draft, offset: int, limit: int) -> RowPage:
    code, column = address.remark_filter()
    return service.plan_rows(
        session.actor(),
        session.current_store(),
        draft.draft_id,
        outcomes=address.outcomes(),
        code=code,
        column=column,
        offset=offset,
        limit=limit,
    )


def _position(draft: Draft, index: int) -> int | None:
    code, column = address.remark_filter()
    return service.plan_row_position(
        session.actor(), session.current_store(), draft.draft_id, index, outcomes=address.outcomes(), code=code, column=column
    )


def go_to(index: int) -> None:
    """Choose a row; the page that holds it is opened."""
    address.put(address.ROW, index)
    address.put(address.PAGE, None)


def _remark_filter() -> None:
    code, column = address.remark_filter()
    if code is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        where = f" sur « {looking.column_label(column)} »" if column else ""
        html(f'<span class="dim">Seulement les lignes qui portent cette remarque{esc(where)}.</span>', width="content")
        st.button("Toutes les lignes", type="tertiary", key="no_remark_filter", on_click=address.put, args=(address.REMARK, None))


def _grid(draft: Draft, place: Place) -> None:
    lines = place.rows.lines
    frame = pd.DataFrame(
        {
            "Ligne": [line.row for line in lines],
            "Sort": [f"{OUTCOMES[line.outcome].sign} {OUTCOMES[line.outcome].one}" for line in lines],
            "Contact": [cut(line.contact, 120) for line in lines],
            "Code dossier": [cut(line.file_code, 50) for line in lines],
            "Modifs": [number(line.changes) if line.changes else "" for line in lines],
            "Remarque ou colonnes": [cut(line.remark or line.fields, 160) for line in lines],
        }
    )
    colours = [look.text_colour(OUTCOMES[line.outcome].kind) for line in lines]
    quiet = look.text_colour("")
    styled = frame.style.apply(lambda _: [f"color:{colour};font-weight:600" for colour in colours], subset=["Sort"])
    styled = styled.apply(lambda _: ["" if line.remark else f"color:{quiet}" for line in lines], subset=["Remarque ou colonnes"])
    tall = len(lines) > _WHOLE
    paged = place.rows.total > PER_PAGE
    key = "fill_rows" if paged else "fill_rows_alone" if tall else "short_rows"
    with st.container(height=_HEIGHT if tall else "content", border=False, key=key):
        tables.pick_row(
            styled,
            key=f"rows-{draft.draft_id}-{place.page}-{'.'.join(o.value for o in address.outcomes())}",
            position=place.position,
            keys=[line.index for line in lines],
            on_pick=lambda index: address.put(address.ROW, index),
            height="stretch" if tall else "content",
            row_height=_ROW_HEIGHT,
            alt="Lignes du fichier et leur sort",
            columns={
                "Ligne": st.column_config.NumberColumn(width=50, help="Numéro de ligne dans le tableur", format="%d"),
                "Sort": st.column_config.TextColumn(width=92),
                "Contact": st.column_config.TextColumn(width=190),
                "Code dossier": st.column_config.TextColumn(width=88),
                "Modifs": st.column_config.TextColumn(width=52, help="Nombre de cellules qui changent", alignment="right"),
                "Remarque ou colonnes": st.column_config.TextColumn(width=180),
            },
        )
    if paged:
        _pages(draft, place)


def _pages(draft: Draft, place: Place) -> None:
    pages = -(-place.rows.total // PER_PAGE)
    first = (place.page - 1) * PER_PAGE + 1
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="row_pages"):
        html(
            f'<span class="dim sm">{number(first)} à {number(first + len(place.rows.lines) - 1)} sur {plural(place.rows.total, "ligne")}</span>',
            width="content",
        )
        st.text_input(
            "Aller à la ligne", key="go_to_row", placeholder="Aller à la ligne…", label_visibility="collapsed", width=130,
            on_change=_go_to_number, args=(draft.draft_id,),
        )  # fmt: skip
        key = f"page-{draft.draft_id}-{place.rows.total}-{place.page}"
        st.pagination(pages, default=place.page, key=key, on_change=_turn, args=(key,))


def _turn(key: str) -> None:
    address.put(address.PAGE, st.session_state[key])
    address.put(address.ROW, None)


def _go_to_number(draft_id: str) -> None:
    """Choose the row that bears the number typed, as the spreadsheet shows it."""
    digits = "".join(sign for sign in str(st.session_state.get("go_to_row", "")) if sign.isdecimal())
    st.session_state["go_to_row"] = ""
    index = looking.row_index(session.actor(), session.current_store(), draft_id, int(digits[:9])) if digits else None
    if index is not None:
        go_to(index)
