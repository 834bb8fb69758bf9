"""Tables of a plan: before and after, two things side by side, values as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from o2s_lib.imports.shapes import Change
from pages.components.differences import replaced, side_by_side
from pages.components.markup import empty, esc, html, sentence, table, value


def changes_table(changes: Iterable[Change], creates: bool = False) -> None:
    """« Colonne | Avant | Après », or « Colonne | Valeur » for a new contact; notes under the value."""
    if creates:
        rows = [
            [f"<b>{esc(change.label)}</b>", (value(change.after) if change.after else empty()) + _notes(change)]
            for change in changes
        ]
        html(table([("Colonne", "34%"), ("Valeur", "")], rows, "tight"))
        return
    rows = []
    for change in changes:
        before, after = replaced(change.before, change.after)
        rows.append([f"<b>{esc(change.label)}</b>", before, after + _notes(change)])
    html(table([("Colonne", "28%"), ("Avant", ""), ("Après", "")], rows))


def _notes(change: Change) -> str:
    return "".join(f'<div class="dim sm">{sentence(text)}</div>' for text in change.notes)


def same_table(same: Iterable[Change]) -> None:
    """What the file repeats and the store already holds."""
    rows = [[esc(change.label), value(change.after or change.before or "")] for change in same]
    html(table([("Cellule égale à la base", "34%"), ("Valeur", "")], rows, "tight dim"))


def comparison_table(stored: Mapping[str, str], file: Mapping[str, str]) -> None:
    """« Colonne | En base | Dans le fichier »: differences marked on both sides, the row tinted."""
    rows, kinds = [], []
    for label in [*stored, *(label for label in file if label not in stored)]:
        ours, theirs = stored.get(label) or "", file.get(label) or ""
        if not ours and not theirs:
            continue
        differs = ours != theirs
        left, right = side_by_side(ours, theirs)
        rows.append([f"{'≠ ' if differs else ''}{esc(label)}", left, right])
        kinds.append("ne" if differs else "")
    html(table([("Colonne", "30%"), ("En base", ""), ("Dans le fichier", "")], rows, "tight", kinds))


def values_table(values: Mapping[str, str]) -> None:
    """« Colonne | Dans le fichier », filled cells only."""
    rows = [[esc(label), value(text)] for label, text in values.items() if text]
    if rows:
        html(table([("Colonne", "34%"), ("Dans le fichier", "")], rows, "tight"))
