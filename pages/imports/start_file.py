"""The file of an import: received, recognised by its content, or refused with what to do."""

from __future__ import annotations

import streamlit as st

from o2s_lib.errors import O2SError
from o2s_lib.imports import looking, service
from o2s_lib.imports.service import Draft
from o2s_lib.issues import Issue, Level
from o2s_lib.settings import max_upload_bytes
from pages.components import messages, session
from pages.components.formats import plural, quoted
from pages.components.markup import esc, html, sentence
from pages.imports import address

_FORMATS = {
    "xlsx": "Excel", "xlsm": "Excel avec macros (jamais exécutées)", "xls": "Excel 97-2003", "ods": "OpenDocument",
    "xml2003": "XML Excel 2003, le format d’O2S", "csv": "CSV", "tsv": "texte à tabulations",
}  # fmt: skip
_EXTENSIONS = ["xlsx", "xlsm", "xls", "xml", "ods", "csv", "tsv", "txt"]
_ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (Europe de l’Ouest)",
    "iso8859-15": "ISO 8859-15",
    "mac-roman": "Macintosh",
    "utf-16": "UTF-16",
    "cp850": "DOS",
}


def receive() -> None:
    """The place where a file is dropped; a file that was refused says why under it."""
    dropped = st.file_uploader(
        "Déposez un fichier Excel, OpenDocument, CSV ou un export O2S. Le format est reconnu au contenu, pas à l’extension.",
        type=_EXTENSIONS,
        key="dropped_file",
        max_upload_size=max(1, max_upload_bytes() // 1_000_000),
    )
    if dropped is None:
        st.session_state.pop("refused", None)
        return
    refused = st.session_state.get("refused")
    if refused and refused[0] == dropped.file_id:
        messages.show_sentences(refused[1], "err")
        return
    try:
        with st.spinner("Lecture du fichier…"):
            draft = service.start_draft(session.actor(), session.current_store(), dropped.name, dropped.getvalue())
    except O2SError as error:
        st.session_state["refused"] = (dropped.file_id, messages.sentences(error))
    else:
        address.to_draft(draft.draft_id)
    st.rerun()


def show(draft: Draft) -> None:
    """The line of a received file, and what the reader noticed about it."""
    with st.container(border=True), st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        html(
            f'<div class="who" style="margin:0">{esc(draft.filename)}</div><div class="facts dim">{_facts(draft)}</div>',
            width="stretch",
        )
        st.button(
            "Changer",
            type="tertiary",
            on_click=address.to_start,
            help="Choisir un autre fichier. Celui-ci reste dans les brouillons.",
        )
    _choices_to_make(draft)
    _reading(draft)
    _remarks(draft)
    if draft.reading.is_firm_template:
        _firm_template(draft)


def _facts(draft: Draft) -> str:
    facts = [esc(_FORMATS.get(draft.format, draft.format))]
    if draft.sheet:
        facts.append(f"feuille {esc(quoted(draft.sheet))}")
    if draft.reading.header_row:
        facts.append(f"en-têtes en ligne {draft.reading.header_row}")
    if draft.mapping is None:
        return "".join(f"<span>{fact}</span>" for fact in facts)
    facts.append(f"<b>{esc(plural(draft.rows, 'ligne'))}</b>")
    facts.append(
        f"<b>{esc(plural(draft.reading.columns_known, 'colonne'))}</b> sur {draft.reading.columns_total} {'reconnues' if draft.reading.columns_known > 1 else 'reconnue'}"
    )
    return "".join(f"<span>{fact}</span>" for fact in facts)


def choices_to_make(draft: Draft) -> list[Issue]:
    """What only the user can say about the file, required columns aside: these have their own block."""
    return [issue for issue in draft.needs_choice if issue.code != "COLUMN_REQUIRED_MISSING"]


def _choices_to_make(draft: Draft) -> None:
    choices = choices_to_make(draft)
    if choices:
        messages.show_sentences([issue.message for issue in choices], "warn")


def _reading(draft: Draft) -> None:
    """How the file is read, where there is a choice: sheet, encoding, hidden rows. The draft says what the widgets show."""
    key = draft.draft_id
    sheets = draft.sheets or (looking.sheet_names(session.actor(), session.current_store(), key) if draft.mapping is None else ())
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"reading_{key}"):
        if len(sheets) > 1:
            st.session_state[f"sheet-{key}"] = draft.sheet if draft.sheet in sheets else None
            st.selectbox(
                "Feuille",
                sheets,
                index=None,
                key=f"sheet-{key}",
                placeholder="Choisir la feuille",
                on_change=_change,
                args=(key, "sheet"),
                width=260,
            )
        if draft.format in ("csv", "tsv"):
            _encoding(draft)
        if draft.reading.hidden_rows:
            st.session_state[f"skip_hidden-{key}"] = draft.skip_hidden
            hidden = (
                "la ligne masquée"
                if draft.reading.hidden_rows == 1
                else f"les {plural(draft.reading.hidden_rows, 'ligne masquée', 'lignes masquées')}"
            )
            st.checkbox(f"Laisser de côté {hidden}", key=f"skip_hidden-{key}", on_change=_change, args=(key, "skip_hidden"))


def _encoding(draft: Draft) -> None:
    key = draft.draft_id
    names = list(dict.fromkeys([*([draft.reading.encoding] if draft.reading.encoding else []), *_ENCODINGS]))
    st.session_state[f"encoding-{key}"] = draft.reading.encoding or names[0]
    st.selectbox(
        "Encodage du texte",
        names,
        format_func=lambda name: _ENCODINGS.get(name, name),
        key=f"encoding-{key}",
        on_change=_change,
        args=(key, "encoding"),
        width=260,
        help="À changer seulement si les accents sont illisibles dans l’aperçu.",
    )


def _remarks(draft: Draft) -> None:
    # Columns that nothing recognises are settled in their own block, below.
    shown = [issue for issue in draft.file_issues if issue not in draft.needs_choice and issue.code != "COLUMN_UNKNOWN"]
    warnings = [issue for issue in shown if issue.level != Level.INFO]
    if warnings:
        messages.show_sentences([issue.message for issue in warnings], "warn")
    notes = [issue for issue in shown if issue.level == Level.INFO]
    if notes:
        with st.expander(f"{plural(len(notes), 'remarque')} sur le fichier"):
            html(f'<div class="dim">{"".join(f"<p>{_told(issue)}</p>" for issue in notes)}</div>')


def _told(issue: Issue) -> str:
    return sentence(issue.message)


def _firm_template(draft: Draft) -> None:
    st.session_state[f"adopt_template-{draft.draft_id}"] = draft.adopt_template
    st.checkbox(
        "Garder la présentation de ce fichier comme gabarit du cabinet",
        key=f"adopt_template-{draft.draft_id}",
        on_change=_change,
        args=(draft.draft_id, "adopt_template"),
        help="Ses noms techniques, l’ordre de ses colonnes et ses critères de vigilance serviront aux prochains gabarits et exports.",
    )


def _change(draft_id: str, setting: str) -> None:
    chosen = st.session_state[f"{setting}-{draft_id}"]
    with messages.told():
        service.change_draft(session.actor(), session.current_store(), draft_id, **{setting: chosen})
