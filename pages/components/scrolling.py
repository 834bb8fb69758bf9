"""Brings the chosen row of a grid into view: Streamlit selects a row from code but does not scroll to it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_mount = st.components.v2.component("o2s_scroll", js=Path(__file__).with_name("scrolling.js").read_text(encoding="utf-8"))


def scroll_to(grid_key: str, position: int, row_height: int) -> None:
    """Scroll the grid whose key is `grid_key` so that the row at `position` (0 = first) shows; nothing when it already does."""
    _mount(key="o2s_scroll", data={"grid": f"st-key-{grid_key}", "position": position, "height": row_height}, height=1)
