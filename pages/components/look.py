"""Tokens and the one style sheet. Streamlit's own colours are in `.streamlit/config.toml`; these are those of our markup."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_LIGHT = {
    "ink": "#1B2733", "dim": "#59616D", "line": "#D5DCE3", "soft": "#F4F6F8", "card": "#FFFFFF", "brand": "#17456B",
    "create": "#1B7F4B", "createt": "#166B3F", "update": "#B26A00", "updatet": "#8F5500", "bad": "#B3261E", "badt": "#B3261E",
    "quiet": "#6B7280", "same": "#D5DCE3", "insbg": "#DDF1E5", "insink": "#0F5A33", "delbg": "#FBE3E0", "delink": "#8E1C15",
    "warnbg": "#FDF1DF", "errbg": "#FBE9E7", "infobg": "#E8F0F7",
}  # fmt: skip
_DARK = {
    "ink": "#E6EDF3", "dim": "#A3AEBA", "line": "#2F3D4B", "soft": "#16212C", "card": "#0F1720", "brand": "#6CB2F0",
    "create": "#5CC98E", "createt": "#5CC98E", "update": "#D9982F", "updatet": "#F0B357", "bad": "#E0675C", "badt": "#FF8A80",
    "quiet": "#8A96A3", "same": "#2F3D4B", "insbg": "#12382A", "insink": "#8FE3B4", "delbg": "#43201D", "delink": "#FFB0A8",
    "warnbg": "#35260D", "errbg": "#3A1A18", "infobg": "#15293B",
}  # fmt: skip
# Streamlit writes white on the light primary of the dark theme: 2.3 to 1. This ink is 7.8 to 1.
_DARK_PRIMARY = "[data-testid^=stBaseButton-primary]:not(:disabled),[data-testid^=stBaseButton-primary]:not(:disabled) *{color:#0B1A28!important}"
_SHEET = Path(__file__).with_name("look.css")


def is_dark() -> bool:
    """Whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def style() -> None:
    """Send the style sheet, once in each run."""
    tokens = ";".join(f"--{name}:{colour}" for name, colour in (_DARK if is_dark() else _LIGHT).items())
    extra = _DARK_PRIMARY if is_dark() else ""
    st.html(f"<style>.o2s,body{{{tokens}}}{extra}{_SHEET.read_text(encoding='utf-8')}</style>")


def text_colour(kind: str) -> str:
    """The colour of the words of an outcome in a grid, which takes no style sheet: kind as in `outcomes.Sign`."""
    tokens = _DARK if is_dark() else _LIGHT
    return {"create": tokens["createt"], "update": tokens["updatet"], "rejected": tokens["badt"]}.get(kind, tokens["dim"])


def icon() -> str:
    """Path of the drawing of the browser's tab. A named Streamlit icon would be fetched from another company's server."""
    return str(Path(__file__).with_name("icon.svg"))


def wordmark() -> str:
    """« Atelier O2S » as a drawing, in the ink of the theme."""
    ink = "#E6EDF3" if is_dark() else "#17456B"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="132" height="28" viewBox="0 0 132 28">'
        f'<g fill="none" stroke="{ink}" stroke-width="2" stroke-linejoin="round"><rect x="2" y="5" width="18" height="18" rx="3"/>'
        '<path d="M2 11.5h18M9 11.5V23"/></g>'
        f'<text x="28" y="19.5" font-family="Source Sans Pro, Segoe UI, Arial, sans-serif" font-size="16.5" font-weight="700" fill="{ink}">'
        "Atelier O2S</text></svg>"
    )
