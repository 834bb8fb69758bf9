"""Client numbers are unique: a row may not take one that another contact keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.known import Known
from o2s_lib.imports.recognition import Identity, Lookup, joined_key


@dataclass(frozen=True)
class TakenNumbers:
    """row -> position in `Known` of the contact that keeps the number which the row wants."""

    taken: dict[int, int]


def taken_numbers(
    rows: Identity, columns: Mapping[str, FileColumn], known: Known, position: np.ndarray, lives: np.ndarray
) -> TakenNumbers:
    """Find the rows that want a number held by a contact other than theirs.

    The number is that of the two columns together (the reference does not say whether each part is unique alone; see the decision on
    client numbers). A contact that gives its number up in the same file does not hold it any more.

    Args:
        position: Position in `known` of each row's contact, -1 for a new one.
        lives: bool per row, the row will be applied if its number allows.
    """
    if "client_number" not in columns and "client_number_suffix" not in columns:
        return TakenNumbers({})
    wanted = _final_numbers(rows, columns, known, position)
    wanted[~lives] = None
    held = joined_key(known.column("client_number"), known.column("client_number_suffix"))
    lookup = Lookup(held, wanted)
    holder = lookup.first()
    suspects = np.flatnonzero((lookup.count > 0) & (holder != position))
    if not len(suspects):
        return TakenNumbers({})
    gives_up = {
        int(contact)
        for row, contact in zip(np.flatnonzero(lives), position[lives], strict=True)
        if contact >= 0 and wanted[row] != held[contact]
    }
    return TakenNumbers({int(row): int(holder[row]) for row in suspects if int(holder[row]) not in gives_up})


def _final_numbers(rows: Identity, columns: Mapping[str, FileColumn], known: Known, position: np.ndarray) -> np.ndarray:
    parts = []
    for name, values in (("client_number", rows.client_number), ("client_number_suffix", rows.client_number_suffix)):
        stored = np.full(len(rows), None, object)
        has = position >= 0
        stored[has] = known.column(name)[position[has]]
        column = columns.get(name)
        given = column.is_given & ~column.is_error if column is not None else np.zeros(len(rows), bool)
        parts.append(np.where(given, values, stored))
    return joined_key(*parts)
