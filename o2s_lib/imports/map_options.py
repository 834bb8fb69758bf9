"""`--map LABEL=COLUMN`, `--map LABEL==value`: what a script says about the columns of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from o2s_lib.errors import O2SError
from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.imports.headers import (
    SPLIT_LABELS,
    column_letters,
    column_position,
    fields_by_label,
    fields_by_technical_name,
    header_key,
)
from o2s_lib.imports.layout import Layout
from o2s_lib.imports.shapes import Mapping
from o2s_lib.imports.wording import french, joined
from o2s_lib.text import fold


class UnknownColumn(O2SError):
    """An option names a column that is neither ours nor in the file."""


@dataclass(frozen=True, slots=True)
class MappingChange:
    """One change: `target` takes the column at `position`, or the same text on every row, or nothing when both are None."""

    target: str
    position: int | None = None
    constant: str | None = None


def parse_map_options(options: Sequence[str], layout: Layout) -> list[MappingChange]:
    """The changes that `--map` options ask for.

    `LABEL=COLUMN` feeds our column LABEL (its French label, its identifier or its row-1 name; « Nom complet » for a full name
    to be split) from the file's COLUMN (its header, or its letters), `LABEL=` from none, `LABEL==text` with one text on every row.

    Raises:
        UnknownColumn: LABEL or COLUMN is not known, or two columns of the file bear that header; the message proposes one.
    """
    return [_change(option, layout) for option in options]


def change_mapping(mapping: Mapping, changes: Sequence[MappingChange]) -> Mapping:
    """The mapping after changes, in their order; a column taken for one target no longer feeds another."""
    for change in changes:
        mapping = _changed(mapping, change)
    return mapping


def target_named(text: str) -> str:
    """The target that a text names: a field by label, identifier or row-1 name, or a split.

    Raises:
        UnknownColumn: none; the message proposes the nearest label.
    """
    key = header_key(text)
    splits = {header_key(label.split(" (")[0]): target for target, label in SPLIT_LABELS.items()}
    splits |= {header_key(target): target for target in SPLIT_LABELS}
    identifiers = {header_key(field.name): field.name for field in contact_fields()}
    target = fields_by_label().get(key) or identifiers.get(key) or fields_by_technical_name().get(fold(text)) or splits.get(key)
    if target is not None:
        return target
    raise UnknownColumn(
        _no_such(f"Aucune de nos colonnes ne s'appelle « {text} ».", text, [field.label for field in contact_fields()])
    )


def _change(option: str, layout: Layout) -> MappingChange:
    label, equals, column = option.partition("=")
    if not equals or not label.strip():
        raise UnknownColumn(french(f"« {option} » : écrire NOTRE COLONNE=COLONNE DU FICHIER, ou NOTRE COLONNE==valeur."))
    target = target_named(label.strip())
    if column.startswith("="):
        return MappingChange(target, constant=column[1:].strip() or None)
    return MappingChange(target, _column_named(column.strip(), layout) if column.strip() else None)


def _column_named(text: str, layout: Layout) -> int:
    places = [place for place, header in enumerate(layout.headers) if header and header_key(header) == header_key(text)]
    if len(places) > 1:
        letters = joined([column_letters(place) for place in places])
        raise UnknownColumn(french(f"Plusieurs colonnes s'appellent « {text} » ({letters}) : donner la lettre."))
    if places:
        return places[0]
    position = column_position(text)
    if position is not None and position < len(layout.headers):
        return position
    headers = [header for header in layout.headers if header]
    raise UnknownColumn(_no_such(f"Aucune colonne du fichier ne s'appelle « {text} ».", text, headers))


def _no_such(sentence: str, text: str, names: list[str]) -> str:
    near = process.extractOne(text, names, scorer=fuzz.WRatio, processor=fold, score_cutoff=50)
    return french(sentence if near is None else f"{sentence} Vouliez-vous dire « {near[0]} » ?")


def _changed(mapping: Mapping, change: MappingChange) -> Mapping:
    columns = []
    for choice in mapping.columns:
        if choice.position == change.position:
            choice = replace(choice, target=change.target, how="user", proposal=None)
        elif choice.target == change.target:
            choice = replace(choice, target=None, how="user")
        columns.append(choice)
    constants = {name: text for name, text in mapping.constants.items() if name != change.target}
    derived = {name: rule for name, rule in mapping.derived.items() if name != change.target}
    if change.constant is not None:
        constants[change.target] = change.constant
    return replace(mapping, columns=tuple(columns), constants=constants, derived=derived)
