"""A required column that the file lacks: one value for the whole file, or a rule from another column."""

from __future__ import annotations

import streamlit as st

from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports import looking, service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import ColumnChoice, Mapping
from pages.components import messages, session
from pages.components.formats import cut, plain, plural, quoted
from pages.components.markup import html, note, sentence
from pages.imports import mapping_changes as changes

_WAYS = {"constant": "La même valeur pour tout le fichier", "rule": "D’après une autre colonne"}
_MOST_VALUES = 30


def show(draft: Draft) -> None:
    """Draw a block for each required column without a source, and for each that was given one here."""
    if draft.mapping is None:
        return
    names = [*draft.missing_required, *changes.mapping_of(draft).constants, *changes.mapping_of(draft).derived]
    for name in dict.fromkeys(names):
        _block(draft, name)


def _block(draft: Draft, name: str) -> None:
    label = fields_by_name()[name].label
    missing = name in draft.missing_required
    with st.container(border=True, key=f"required_{name}"):
        if name == "last_name":
            note(
                f'<b class="update">▲ {sentence(quoted(label))} manque.</b> Dites plus bas quelle colonne contient le nom ; un nom complet peut y être séparé.',
                "warn",
            )
            return
        mark = '<b class="update">▲</b> ' if missing else '<b class="create">✓</b> '
        why = (
            "O2S l’exige et le fichier n’a pas cette colonne."
            if missing
            else "Le fichier n’a pas cette colonne ; vous l’avez précisée."
        )
        html(f"{mark}<b>{sentence(quoted(label))}</b> <span class='dim'>{sentence(why)}</span>")
        key = f"way-{name}-{draft.draft_id}"
        way = st.radio(
            f"D’où vient {label}",
            list(_WAYS),
            index=1 if name in changes.mapping_of(draft).derived else 0,
            format_func=lambda w: _WAYS[w],
            key=key,
            horizontal=True,
            label_visibility="collapsed",
        )
        _constant(draft, name) if way == "constant" else _rule(draft, name)


def _constant(draft: Draft, name: str) -> None:
    key = f"constant-{name}-{draft.draft_id}"
    chosen = changes.mapping_of(draft).constants.get(name)
    options = _allowed(name, [chosen] if chosen else [])
    st.selectbox(
        "Valeur", options, index=options.index(chosen) if chosen in options else None, key=key, placeholder="Choisir pour toutes les lignes", label_visibility="collapsed",
        format_func=lambda text: text.replace("|", " › "), accept_new_options=True, on_change=_save_constant, args=(draft, name, key),
    )  # fmt: skip


def _rule(draft: Draft, name: str) -> None:
    rule = changes.mapping_of(draft).derived.get(name, {})
    columns = [column for column in changes.mapping_of(draft).columns if column.header.strip()]
    here = next((i for i, column in enumerate(columns) if column.position == rule.get("column")), None)
    source = st.selectbox(
        "Colonne qui le dit",
        columns,
        index=here,
        format_func=lambda column: cut(column.header, 60),
        placeholder="Choisir une colonne du fichier",
        key=f"rule-{name}-{draft.draft_id}",
    )
    if source is None:
        return
    values = looking.column_values(session.actor(), session.current_store(), draft.draft_id, source.position, _MOST_VALUES + 1)
    if len(values) > _MOST_VALUES:
        note(
            f"Cette colonne a plus de {_MOST_VALUES} valeurs différentes : choisissez-en une qui classe les contacts, par exemple « Statut » ou « Étiquette »."
        )
        return
    _rule_values(
        draft, name, source, values, dict(rule.get("values", {})) if here is not None and columns[here] == source else {}
    )


def _rule_values(draft: Draft, name: str, source: ColumnChoice, values: list[tuple[str, int]], known: dict[str, str]) -> None:
    keys = {text: f"rule-{name}-{draft.draft_id}-{source.position}-{place}" for place, (text, _) in enumerate(values)}
    options = _allowed(name, list(known.values()))
    for text, count in values:
        left, right = st.columns([5, 6], vertical_alignment="center")
        with left:
            html(f"{sentence(quoted(cut(text, 50) or 'cellule vide'))} <span class='dim nowrap'>{plural(count, 'ligne')}</span>")
        chosen = known.get(text)
        right.selectbox(
            plain(text) or "vide", options, index=options.index(chosen) if chosen in options else None, key=keys[text], label_visibility="collapsed", placeholder="Choisir",
            format_func=lambda path: path.replace("|", " › "), accept_new_options=True, on_change=_save_rule, args=(draft, name, source.position, keys),
        )  # fmt: skip


def _allowed(name: str, more: list[str]) -> list[str]:
    return list(dict.fromkeys([*looking.allowed_values(session.actor(), session.current_store(), name), *more]))


def _save_constant(draft: Draft, name: str, key: str) -> None:
    _save(
        draft, changes.with_constant(changes.mapping_of(draft), name, (st.session_state[key] or "").replace(" › ", "|").strip())
    )


def _save_rule(draft: Draft, name: str, position: int, keys: dict[str, str]) -> None:
    values = {text: (st.session_state.get(key) or "").replace(" › ", "|").strip() for text, key in keys.items()}
    _save(draft, changes.with_rule(changes.mapping_of(draft), name, position, values))


def _save(draft: Draft, mapping: Mapping) -> None:
    with messages.told():
        service.change_draft(session.actor(), session.current_store(), draft.draft_id, mapping=mapping)
