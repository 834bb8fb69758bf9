"""What goes wrong, told as a French sentence: an `O2SError` becomes a note, the unexpected is logged, never a traceback."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterator

import streamlit as st

from o2s_lib.errors import FileRefused, O2SError
from pages.components.markup import note, sentence

_LOG = logging.getLogger("o2s.pages")
_KEY = "told"


@contextlib.contextmanager
def told() -> Iterator[None]:
    """In a callback: an impossible request is kept as a note for the next drawing of the page."""
    try:
        yield
    except O2SError as error:
        tell(error)


def tell(error: O2SError) -> None:
    """Keep the sentences of an error for the next drawing of the page."""
    st.session_state.setdefault(_KEY, []).append(("err", sentences(error)))


def tell_sentence(text: str, kind: str = "ok") -> None:
    """Keep a sentence of ours for the next drawing: kind "ok" for what was done, "warn" or "err" as in `markup.note`."""
    st.session_state.setdefault(_KEY, []).append((kind, [text]))


def sentences(error: O2SError) -> list[str]:
    """Every sentence of an error, the main one first, without repeating any."""
    others = [issue.message for issue in error.issues] if isinstance(error, FileRefused) else []
    return list(dict.fromkeys([str(error), *others]))


def show_told() -> None:
    """Draw the notes kept since the last drawing, and forget them."""
    for kind, texts in st.session_state.pop(_KEY, []):
        show_sentences(texts, kind)


def show_error(error: O2SError) -> None:
    """Draw an error where it happened."""
    show_sentences(sentences(error), "err")


def show_sentences(texts: list[str], kind: str) -> None:
    """One note; several sentences become a list under the first."""
    mark = {"err": '<b class="rejected">✕</b> ', "warn": '<b class="update">▲</b> ', "ok": '<b class="create">✓</b> '}.get(
        kind, ""
    )
    more = "".join(f"<li>{sentence(text)}</li>" for text in texts[1:6])
    note(f"{mark}{sentence(texts[0])}{f'<ul>{more}</ul>' if more else ''}", kind)


def unexpected(error: Exception) -> bool:
    """Log an error that nobody foresaw and say so in French, with a reference that leads to the log.

    Returns True, which tells Streamlit not to show its own traceback.
    """
    if isinstance(error, O2SError):
        show_error(error)
        return True
    reference = secrets.token_hex(3).upper()
    _LOG.error("unexpected error %s", reference, exc_info=error)
    note(
        '<b class="rejected">✕ Cette action n’a pas pu aboutir.</b> Rien n’a été enregistré à moitié. '
        f"Rechargez la page ; si l’erreur revient, transmettez la référence <b>{reference}</b> à la personne qui administre l’Atelier.",
        "err",
    )
    return True
