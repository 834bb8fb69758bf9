"""The contacts already known, as columns: what the rows of a file are compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from o2s_lib.imports.cells import object_array

IDENTITY = (
    "person_kind",
    "last_name",
    "first_name",
    "birth_name",
    "birth_date",
    "file_code",
    "client_number",
    "client_number_suffix",
    "name_key",
    "personal_email",
    "work_email",
    "other_email",
    "spouse_client_number",
)
"""Columns that recognising a contact needs, whatever the file holds."""


@dataclass(frozen=True)
class Known:
    """Some or all of the stored contacts, one entry per contact in every array, in the order of their ids.

    Args:
        ids: int64. versions: int64, grows with each change of the contact.
        columns: Column of the store (`contact_type` holds the path of the category) -> object array of canonical values. Has at
            least the columns of `IDENTITY`.
        criteria: Label of a vigilance criterion -> object array of answers.
    """

    ids: np.ndarray
    versions: np.ndarray
    columns: Mapping[str, np.ndarray]
    criteria: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.ids)

    def column(self, name: str) -> np.ndarray:
        """Values of a field or of `criterion:<label>`; all None where the store has nothing."""
        source = self.criteria.get(name.removeprefix("criterion:")) if name.startswith("criterion:") else self.columns.get(name)
        return source if source is not None else np.full(len(self), None, object)

    def positions_of(self, ids: np.ndarray) -> np.ndarray:
        """Position of each contact id; -1 where it is not among these."""
        where = np.searchsorted(self.ids, ids)
        where_in = np.minimum(where, max(len(self) - 1, 0))
        found = (self.ids[where_in] == ids) if len(self) else np.zeros(len(ids), bool)
        return np.where(found, where_in, -1)


def known_from(ids: Sequence[int], versions: Sequence[int], columns: Mapping[str, Sequence[Any]], criteria: Mapping[str, Sequence[Any]]) -> Known:
    """A `Known` from plain lists, all in the order of ascending ids."""
    return Known(
        np.asarray(ids, np.int64),
        np.asarray(versions, np.int64),
        {name: object_array(values) for name, values in columns.items()},
        {label: object_array(values) for label, values in criteria.items()},
    )


def nobody() -> Known:
    """An empty store."""
    return known_from([], [], {name: [] for name in IDENTITY}, {})
