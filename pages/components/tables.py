"""Grids in which one row is chosen, the choice being kept by the caller."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.components.scrolling import scroll_to


def pick_row(
    frame: Any,
    *,
    key: str,
    position: int | None,
    keys: Sequence[Any],
    on_pick: Callable[[Any], None],
    columns: dict[str, Any],
    height: Any = "content",
    row_height: int = 28,
    alt: str = "",
) -> None:
    """Draw a grid whose chosen row is `position`, and say when another is picked.

    Args:
        frame: A frame or styled frame, one row per entry of `keys`.
        position: Row chosen now, 0 = first; None when none of these is.
        keys: What each row stands for; given to `on_pick`.
        on_pick: Called before the page is drawn again, with the key of the row that was clicked.
    """
    chosen = [] if position is None else [position]
    columns_of = list(columns)
    cells = [cell for cell in _cells(key) if chosen and cell[0] == position]
    st.session_state[key] = {"selection": {"rows": chosen, "columns": [], "cells": cells}}
    st.dataframe(
        frame,
        key=key,
        height=height,
        row_height=row_height,
        hide_index=True,
        selection_mode=["single-row-required" if chosen else "single-row", "single-cell"],
        on_select=lambda: _picked(key, position, keys, on_pick),
        column_config=columns,
        column_order=columns_of,
        alt=alt,
    )
    if position is not None and height != "content":
        scroll_to(key, position, row_height)


def _cells(key: str) -> list[tuple[int, str]]:
    """The cell that holds the keyboard, kept so that the arrows go on from there."""
    state = st.session_state.get(key)
    return [(int(row), str(column)) for row, column in state["selection"].get("cells", [])] if state else []


def _picked(key: str, position: int | None, keys: Sequence[Any], on_pick: Callable[[Any], None]) -> None:
    """A click on the mark of a row, or anywhere in it, chooses the row; so do the arrows, cell by cell."""
    rows = [row for row in st.session_state[key]["selection"]["rows"] if row != position]
    row = rows[0] if rows else next((row for row, _ in _cells(key)), None)
    if row is not None and row != position and row < len(keys):
        on_pick(keys[row])
