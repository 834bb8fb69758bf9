"""Recognising the contact a row speaks of, by the keys of the product: « Code dossier », « Nom et prénom », or either.

What the product leaves open is settled here (see the decision « recognising a contact »): several contacts for one row, or keys that
point to different contacts, reject the row; a contact that both keys agree on wins over a homonym; among several contacts of one
key, the client number decides, then the birth date; nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd

from o2s_lib.imports.cells import has_value, is_none
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.known import Known
from o2s_lib.imports.shapes import MatchKey


class Found(IntEnum):
    """How a row was recognised."""

    NOBODY = 0
    BY_CODE = 1
    BY_NAME = 2
    BY_BOTH = 3
    BY_CHOICE = 4
    SEVERAL = 5
    KEYS_DISAGREE = 6


@dataclass(frozen=True)
class Recognition:
    """For each row: how it was recognised, and the position of the contact in `Known` (-1: none).

    `candidates` holds, for rows that are SEVERAL or KEYS_DISAGREE, positions of at most `MOST_CANDIDATES` contacts.
    """

    found: np.ndarray
    position: np.ndarray
    candidates: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Identity:
    """The recognising columns of the rows, as object arrays of canonical values (None where the file has none)."""

    last_name: np.ndarray
    first_name: np.ndarray
    person_kind: np.ndarray
    file_code: np.ndarray
    client_number: np.ndarray
    client_number_suffix: np.ndarray
    birth_date: np.ndarray
    birth_name: np.ndarray

    def __len__(self) -> int:
        return len(self.last_name)

    @property
    def name(self) -> np.ndarray:
        """One text per row for « nom et prénom », None without a last name."""
        return joined_key(self.last_name, self.first_name)

    @property
    def number(self) -> np.ndarray:
        """One text per row for the client number and its second part, None without a number."""
        return joined_key(self.client_number, self.client_number_suffix)


MOST_CANDIDATES = 5
_SEPARATOR = "\x1f"


def identity_of(columns: Mapping[str, FileColumn], rows: int) -> Identity:
    """The recognising columns of a parsed file."""

    def values(name: str) -> np.ndarray:
        column = columns.get(name)
        return column.values if column is not None else np.full(rows, None, object)

    return Identity(*(values(name) for name in Identity.__dataclass_fields__))


def joined_key(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Two columns as one key; None where the first is None, an absent second counts as empty."""
    key = np.empty(len(first), object)
    key[:] = [None if a is None else f"{a}{_SEPARATOR}{b or ''}" for a, b in zip(first, second, strict=True)]
    return key


def recognise(rows: Identity, known: Known, keys: frozenset[MatchKey]) -> Recognition:
    """Find the contact of every row.

    Args:
        rows: Recognising columns of the file.
        known: Contacts to look among.
        keys: What was ticked, at least one.
    """
    count = len(rows)
    kinds = known.column("person_kind")
    code = _KindLookup(known.column("file_code"), rows.file_code, kinds, rows.person_kind) if MatchKey.CODE in keys else None
    known_name = joined_key(known.column("last_name"), known.column("first_name"))
    name = _KindLookup(known_name, rows.name, kinds, rows.person_kind) if MatchKey.NAME in keys else None
    if code is not None and name is not None:
        return _by_either(rows, known, code, name, known_name, kinds)
    lookup, how = (code, Found.BY_CODE) if code is not None else (name, Found.BY_NAME)
    if lookup is None:
        raise ValueError("at least one key is needed")
    found, position = np.zeros(count, np.int8), np.full(count, -1, np.int64)
    single = lookup.count == 1
    found[single], position[single] = how, lookup.first()[single]
    several = np.flatnonzero(lookup.count > 1)
    candidates = _settle(several, lookup, rows, known, found, position, how)
    return Recognition(found, position, candidates)


def _by_either(
    rows: Identity, known: Known, code: _KindLookup, name: _KindLookup, known_name: np.ndarray, kinds: np.ndarray
) -> Recognition:
    both = _KindLookup(
        joined_key(known.column("file_code"), known_name),
        _both(rows.file_code, rows.name),
        kinds,
        rows.person_kind,
    )
    count = len(rows)
    found, position = np.zeros(count, np.int8), np.full(count, -1, np.int64)
    agree = both.count == 1
    found[agree], position[agree] = Found.BY_BOTH, both.first()[agree]
    alone = both.count == 0
    disagree = alone & (code.count > 0) & (name.count > 0)
    found[disagree] = Found.KEYS_DISAGREE
    for lookup, other, how in ((code, name, Found.BY_CODE), (name, code, Found.BY_NAME)):
        single = alone & (lookup.count == 1) & (other.count == 0)
        found[single], position[single] = how, lookup.first()[single]
    candidates: dict[int, tuple[int, ...]] = {}
    candidates |= _settle(np.flatnonzero(both.count > 1), both, rows, known, found, position, Found.BY_BOTH)
    for lookup, other, how in ((code, name, Found.BY_CODE), (name, code, Found.BY_NAME)):
        several = np.flatnonzero(alone & (lookup.count > 1) & (other.count == 0))
        candidates |= _settle(several, lookup, rows, known, found, position, how)
    for row in np.flatnonzero(disagree).tolist():
        candidates[row] = tuple(dict.fromkeys((*code.some(row, 3), *name.some(row, 3))))[:MOST_CANDIDATES]
    return Recognition(found, position, candidates)


def _both(code: np.ndarray, name: np.ndarray) -> np.ndarray:
    key = joined_key(code, name)
    key[is_none(name)] = None
    return key


def _settle(
    several: np.ndarray, lookup: _KindLookup, rows: Identity, known: Known, found: np.ndarray, position: np.ndarray, how: Found
) -> dict[int, tuple[int, ...]]:
    """Among several contacts of one key, let the client number decide, then the birth date; the rest are SEVERAL."""
    if not len(several):
        return {}
    left = several
    known_number = joined_key(known.column("client_number"), known.column("client_number_suffix"))
    birth_dates = known.column("birth_date")
    for known_values, row_values, must_be_known in ((known_number, rows.number, False), (birth_dates, rows.birth_date, True)):
        narrowed = lookup.narrowed(known_values, row_values, left)
        sure = narrowed.count == 1
        if must_be_known:  # a homonym without a birth date could still be the right one: the date then decides nothing
            silent = lookup.narrowed(_is_missing(known_values), np.full(len(rows), True, object), left)
            sure &= silent.count == 0
        found[left[sure]], position[left[sure]] = how, narrowed.first()[sure]
        left = left[~sure]
    found[left] = Found.SEVERAL
    return {int(row): lookup.some(row, MOST_CANDIDATES) for row in left}


def _is_missing(values: np.ndarray) -> np.ndarray:
    flags = np.full(len(values), None, object)
    flags[is_none(values)] = True
    return flags


class _KindLookup:
    """Contacts by key, among those of the row's person kind when the row gives one."""

    def __init__(self, known: np.ndarray, wanted: np.ndarray, known_kinds: np.ndarray, kinds: np.ndarray) -> None:
        self._known, self._wanted, self._known_kinds, self._kinds = known, wanted, known_kinds, kinds
        self._any = Lookup(known, wanted)
        if has_value(kinds).any():
            self._same_kind = Lookup(_with_kind(known, known_kinds), _with_kind(wanted, kinds))
            self._use_kind = has_value(kinds)
        else:
            self._same_kind, self._use_kind = self._any, np.zeros(len(wanted), bool)
        self.count = np.where(self._use_kind, self._same_kind.count, self._any.count)

    def first(self) -> np.ndarray:
        """Position of one contact for each row; meaningless where `count` is 0."""
        return np.where(self._use_kind, self._same_kind.first(), self._any.first())

    def some(self, row: int, most: int) -> tuple[int, ...]:
        """Positions of at most `most` contacts of one row."""
        return (self._same_kind if self._use_kind[row] else self._any).some(row, most)

    def narrowed(self, known_values: np.ndarray, row_values: np.ndarray, rows: np.ndarray) -> _KindLookup:
        """The same lookup for some rows, with one more fact that must be equal."""
        return _KindLookup(
            _both(self._known, known_values), _both(self._wanted[rows], row_values[rows]), self._known_kinds, self._kinds[rows]
        )


def _with_kind(values: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    key = joined_key(values, kinds)
    key[is_none(kinds)] = None
    return key


class Lookup:
    """For each wanted key, the known entries that have it. Sorting, not a loop: 100,000 by 100,000 in a tenth of a second."""

    def __init__(self, known: np.ndarray, wanted: np.ndarray) -> None:
        codes, _ = pd.factorize(np.concatenate([known, wanted]), use_na_sentinel=True)
        known_codes, wanted_codes = codes[: len(known)], codes[len(known) :]
        self._order = np.argsort(known_codes, kind="stable")
        ordered = known_codes[self._order]
        self._start = np.searchsorted(ordered, wanted_codes, "left")
        end = np.searchsorted(ordered, wanted_codes, "right")
        self.count = np.where(wanted_codes < 0, 0, end - self._start)

    def first(self) -> np.ndarray:
        """Position of the first known entry; meaningless where `count` is 0."""
        if not len(self._order):
            return np.full(len(self.count), -1, np.int64)
        return np.asarray(self._order[np.minimum(self._start, len(self._order) - 1)])

    def some(self, row: int, most: int) -> tuple[int, ...]:
        """Positions of at most `most` known entries."""
        start = int(self._start[row])
        return tuple(int(position) for position in self._order[start : start + min(most, int(self.count[row]))])
