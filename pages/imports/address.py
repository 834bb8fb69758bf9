"""Where the reader is, kept in the address of the page: a refresh, a link or a restart leads back to the same place."""

from __future__ import annotations

import streamlit as st

from o2s_lib.imports.shapes import Outcome

DRAFT, JOB, BATCH, STEP = "brouillon", "travail", "lot", "etape"
VIEW, OUTCOMES, ROW, PAGE, REMARK, LEVELS, GROUP = "vue", "sorts", "rang", "page", "remarque", "niveaux", "nature"
_OUTCOME_WORDS = {
    "crees": Outcome.CREATE,
    "modifies": Outcome.UPDATE,
    "inchanges": Outcome.UNCHANGED,
    "ignores": Outcome.SKIPPED,
    "rejetes": Outcome.REJECTED,
}


def get(name: str) -> str | None:
    """A part of the address, None when absent or empty."""
    return st.query_params.get(name) or None


def get_number(name: str) -> int | None:
    """A part of the address that should be a whole number, None when it is not."""
    text = get(name)
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def put(name: str, text: str | int | None) -> None:
    """Change one part of the address, or remove it (None or "")."""
    if text is None or text == "":
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != str(text):
        st.query_params[name] = str(text)


def go(**parts: str | int | None) -> None:
    """Leave for another place: the whole address is replaced."""
    st.query_params.from_dict({name: str(text) for name, text in parts.items() if text is not None})


def to_start() -> None:
    """To the first screen, with no file chosen."""
    go()


def to_draft(draft_id: str, step: str | None = None) -> None:
    """To a draft, where it was left; `step="fichier"` to its settings."""
    go(brouillon=draft_id, etape=step)


def to_job(draft_id: str, job_id: str) -> None:
    """To the progress of a long work on a draft."""
    go(brouillon=draft_id, travail=job_id)


def to_batch(batch_id: int) -> None:
    """To the result of an import."""
    go(lot=batch_id)


def outcomes() -> tuple[Outcome, ...]:
    """The outcomes that the table is limited to; none means all."""
    words = (get(OUTCOMES) or "").split("-")
    return tuple(outcome for word, outcome in _OUTCOME_WORDS.items() if word in words)


def put_outcomes(chosen: list[Outcome]) -> None:
    """Limit the table to some outcomes."""
    put(OUTCOMES, "-".join(word for word, outcome in _OUTCOME_WORDS.items() if outcome in chosen))


def remark_filter() -> tuple[str | None, str | None]:
    """(code, identifier of the column) that the table is limited to, after « Voir les lignes »."""
    code, _, column = (get(REMARK) or "").partition("~")
    return code or None, column or None
