"""The spouse link of the import: « Numéro client du conjoint lié », resolved once all rows are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from o2s_lib.imports.cells import has_value, is_none
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.known import Known
from o2s_lib.imports.recognition import Identity, Lookup


@dataclass(frozen=True)
class Spouses:
    """Per row: the row (-1) or stored contact (0) that its link points to; `unknown` lists rows whose number leads nowhere."""

    rows: np.ndarray
    contacts: np.ndarray
    unknown: np.ndarray
    several: np.ndarray


def find_spouses(
    columns: Mapping[str, FileColumn], identity: Identity, known: Known, position: np.ndarray, lives: np.ndarray
) -> Spouses:
    """Resolve every link by client number alone: the second part of the number is informational in the product.

    A row of the file is preferred to a stored contact: the spouse may come later in the same file.

    Args:
        lives: bool per row, the row is created, updated or unchanged.
    """
    count = len(identity)
    to_row, to_contact = np.full(count, -1, np.int32), np.zeros(count, np.int64)
    column = columns.get("spouse_client_number")
    if column is None:
        none = np.empty(0, np.int64)
        return Spouses(to_row, to_contact, none, none)
    wanted = column.values.copy()
    wanted[~lives | column.is_error] = None
    numbers = identity.client_number.copy()
    numbers[~lives] = None
    has = lives & (position >= 0)
    stored = known.column("client_number")
    unset = has & is_none(numbers)
    numbers[unset] = stored[position[unset]]
    in_file = Lookup(numbers, wanted)
    one = in_file.count == 1
    to_row[one] = in_file.first()[one]
    elsewhere = wanted.copy()
    elsewhere[in_file.count > 0] = None
    in_store = Lookup(stored, elsewhere)
    single = in_store.count == 1
    to_contact[single] = known.ids[in_store.first()[single]]
    asked = has_value(wanted)
    several = np.flatnonzero((in_file.count > 1) | (in_store.count > 1))
    return Spouses(to_row, to_contact, np.flatnonzero(asked & (in_file.count == 0) & (in_store.count == 0)), several)
