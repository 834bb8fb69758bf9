"""The chosen row in full: what changes and why, what is to correct, what is to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from o2s_lib.errors import NotFound
from o2s_lib.imports import looking, service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import Outcome, RowDetail
from o2s_lib.issues import Level
from pages.components import plan_view, session
from pages.components.formats import day, plural
from pages.components.markup import esc, html, note, sentence
from pages.components.outcomes import outcome_tag
from pages.imports import row_decision, row_editing

if TYPE_CHECKING:
    from pages.imports.preview_rows import Place


def show(draft: Draft, place: Place) -> None:
    """Draw the chosen row."""
    assert place.index is not None
    try:
        row = service.row_detail(session.actor(), session.current_store(), draft.draft_id, place.index)
    except (NotFound, IndexError):
        note("Cette ligne n’est plus dans l’aperçu. Choisissez-en une autre dans la liste.")
        return
    _head(row, place)
    if row.outcome == Outcome.REJECTED:
        row_editing.show(draft, row)
    elif row.needs_decision:
        row_decision.show(draft, row)
    else:
        _settled(draft, row)


def _head(row: RowDetail, place: Place) -> None:
    head, nav = st.columns([6, 2], vertical_alignment="top")
    with head:
        part = ", deuxième personne" if row.part else ""
        gone = "" if place.position is not None else ' <span class="dim sm">· n’est plus dans la liste filtrée</span>'
        html(
            f'{outcome_tag(row.outcome)} <span class="dim">ligne {row.row} du fichier{part}</span>{gone}<div class="who"><bdi>{esc(row.contact or "Sans nom")}</bdi></div>'
        )
    with nav, st.container(horizontal=True, horizontal_alignment="right", gap="xxsmall"):
        for index, word, icon, keys in (
            (place.before, "précédente", "up", "Alt+Up"),
            (place.after, "suivante", "down", "Alt+Down"),
        ):
            st.button(
                "", icon=f":material/keyboard_arrow_{icon}:", key=f"row_{icon}", help=f"Ligne {word}", type="tertiary", shortcut=keys,
                disabled=index is None, on_click=_step, args=(index,),
            )  # fmt: skip


def _step(index: int) -> None:
    from pages.imports.preview_rows import go_to

    go_to(index)


def _settled(draft: Draft, row: RowDetail) -> None:
    html(f'<span class="dim">{_story(row)}</span>')
    _remarks(row)
    if row.changes:
        plan_view.changes_table(row.changes, creates=row.outcome == Outcome.CREATE)
    if (
        row.same
        and row.outcome in (Outcome.UPDATE, Outcome.UNCHANGED)
        and st.toggle(
            f"Montrer {'aussi ' if row.changes else ''}les cellules qui ne changent pas", key=f"show_same-{bool(row.changes)}"
        )
    ):
        plan_view.same_table(row.same)
    if row.outcome == Outcome.SKIPPED:
        texts = looking.row_texts(session.actor(), session.current_store(), draft.draft_id, row.index)
        plan_view.values_table({looking.column_label(name): text for name, text in texts.items()})
    if row.decision:
        row_decision.take_back(draft, row)
    row_editing.other_cell(draft, row)


def _story(row: RowDetail) -> str:
    """One line that says what becomes of the row, and why."""
    if row.outcome == Outcome.CREATE:
        near = (
            "Aucun contact proche en base." if not row.candidates else "Créé malgré un contact proche, comme vous l’avez décidé."
        )
        return f"Nouveau contact, {esc(plural(len(row.changes), 'cellule remplie', 'cellules remplies'))}. {near}"
    if row.outcome == Outcome.SKIPPED:
        why = next((issue.message for issue in row.issues if issue.level != Level.INFO), "") or next(
            (issue.message for issue in row.issues), ""
        )
        return (
            "Ignorée par vous. Rien ne sera écrit pour elle."
            if row.decision == "skip"
            else sentence(why or "Cette ligne est ignorée : rien ne sera écrit pour elle.")
        )
    updated = f", fiche modifiée le {day(row.contact_updated_at)}" if row.contact_updated_at else ""
    known = f"Reconnu par <b>{esc(row.matched_by)}</b>{updated}" if row.matched_by else f"Contact connu{updated}"
    if row.outcome == Outcome.UNCHANGED:
        return f"{known}. Toutes les cellules remplies sont déjà égales à la base."
    stay = f", {plural(len(row.same), 'reste', 'restent')}" if row.same else ""
    return f"{known} · <b>{esc(plural(len(row.changes), 'cellule change', 'cellules changent'))}</b>{esc(stay)}"


def _remarks(row: RowDetail) -> None:
    """Warnings that no line of the table below carries."""
    told = {text for change in row.changes for text in change.notes}
    if row.outcome == Outcome.SKIPPED:
        return
    warnings = [issue for issue in row.issues if issue.level == Level.WARNING and issue.message not in told]
    for issue in warnings[:6]:
        where = f"<b>{esc(issue.column)}</b> · " if issue.column else ""
        note(f'<b class="update">▲</b> {where}{sentence(issue.message)}', "warn")
