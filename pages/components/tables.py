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
    st.session_state[key] = {"selection": {"rows": chosen, "columns": [], "cells": []}}
    st.dataframe(
        frame,
        key=key,
        height=height,
        row_height=row_height,
        hide_index=True,
        selection_mode="single-row-required" if chosen else "single-row",
        on_select=lambda: _picked(key, keys, on_pick),
        column_config=columns,
        alt=alt,
    )
    if position is not None and height != "content":
        scroll_to(key, position, row_height)


def _picked(key: str, keys: Sequence[Any], on_pick: Callable[[Any], None]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(keys):
        on_pick(keys[rows[0]])
