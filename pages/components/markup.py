"""Small pieces of static HTML. Every text that comes from data passes through `esc` or `value`."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import streamlit as st

from pages.components.formats import NBSP

_QUOTED = re.compile(r"(«[^»]*»)")
_ELISION = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_«])")


def esc(text: str) -> str:
    """Text made safe for HTML, with its quotes."""
    return escape(text, quote=True)


def value(text: str) -> str:
    """A value of the user's data: escaped, its spaces and line breaks kept, its writing direction kept to itself."""
    return f'<bdi class="v">{escape(text, quote=True)}</bdi>'


def empty() -> str:
    """What stands for the absence of a value."""
    return '<span class="dim">vide</span>'


def html(markup: str, classes: str = "", **options: Any) -> None:
    """Draw markup under our style sheet; `options` are those of `st.html`."""
    st.html(f'<div class="o2s {classes}">{markup}</div>', **options)


def note(markup: str, kind: str = "") -> None:
    """A paragraph with a coloured side: kind "", "warn", "err" or "ok". `markup` is already escaped."""
    role = ' role="alert"' if kind == "err" else ""
    html(f'<div class="note {kind}"{role}>{markup}</div>')


def sentence(text: str) -> str:
    """A French sentence of ours or of a service: escaped, with the no-break spaces and apostrophes that French wants.

    What stands between « » is the user's: its apostrophes stay as they are.
    """
    for sign in (":", ";", "?", "!", "»"):
        text = text.replace(f" {sign}", f"{NBSP}{sign}")
    parts = _QUOTED.split(text.replace("« ", f"«{NBSP}"))
    return esc("".join(part if part.startswith("«") else _ELISION.sub("’", part) for part in parts))


def tag(kind: str, sign: str, word: str) -> str:
    """A framed word with its sign; `kind` gives the colour."""
    return f'<span class="tag {kind}">{esc(sign)}{NBSP}{esc(word)}</span>'


def table(head: list[tuple[str, str]], rows: list[list[str]], classes: str = "", row_classes: list[str] | None = None) -> str:
    """A small table.

    Args:
        head: (title, CSS width or "") of each column.
        rows: Cells already as safe markup.
        row_classes: One class for each row.
    """
    titles = "".join(f'<th scope="col"{f" style=width:{width}" if width else ""}>{esc(title)}</th>' for title, width in head)
    kinds = row_classes or [""] * len(rows)
    body = "".join(
        f'<tr class="{kind}">{"".join(f"<td>{cell}</td>" for cell in row)}</tr>' for row, kind in zip(rows, kinds, strict=True)
    )
    return f'<table class="{classes}"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>'


def steps(current: int) -> None:
    """« 1 Fichier  2 Aperçu  3 Résultat », the current one underlined (0, 1 or 2)."""
    items = ""
    for position, name in enumerate(("1 Fichier", "2 Aperçu", "3 Résultat")):
        here = ' class="on" aria-current="step"' if position == current else ""
        items += f'<span role="listitem"{here}>{name}</span>'
    html(f'<div class="steps" role="list" aria-label="Étapes">{items}</div>')


def heading(title: str, step: int | None = None) -> None:
    """The title of a page and, for an import, its three steps on the right."""
    if step is None:
        st.title(title, anchor=False)
        return
    left, right = st.columns([4, 2], vertical_alignment="bottom")
    left.title(title, anchor=False)
    with right:
        steps(step)
