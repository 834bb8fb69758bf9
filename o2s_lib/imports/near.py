"""Contacts nearly the same as a row that would be created.

The product compares strictly, so a missing accent creates a second contact. Here a row that would be created is held up to the known
contacts under these signs, strongest first; the first sign that holds is the reason shown:

1. same birth date and same first name, and Nom and Nom de naissance cross (a name changed by marriage);
2. same name apart from accents, case, hyphens, spaces, or with first and last name swapped;
3. same birth date and a name alike (at least 86 out of 100);
4. same e-mail.

A sign is dropped where both birth dates are known and differ, except for 4 (a couple shares an e-mail: the reason says so).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from o2s_lib.imports.cells import is_none
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.known import Known
from o2s_lib.imports.recognition import MOST_CANDIDATES, Identity
from o2s_lib.text import fold, name_key

EMAIL_COLUMNS = ("personal_email", "work_email", "other_email")
ALIKE = 86.0
"""How alike two names must be, of 100 (`rapidfuzz.fuzz.ratio` on folded names), when the birth dates are equal."""
MOST_PER_KEY = 200
"""A sign shared by more known contacts than this says nothing (an e-mail of the firm, a birth date typed everywhere)."""


@dataclass(frozen=True)
class NearContact:
    """A known contact (position in `Known`) that a row may be, and why, as a French phrase."""

    position: int
    why: str


def near_contacts(
    columns: Mapping[str, FileColumn], rows: Identity, keys: np.ndarray, wanted: np.ndarray, known: Known
) -> dict[int, tuple[NearContact, ...]]:
    """Known contacts near each wanted row, at most `MOST_CANDIDATES`, strongest sign first.

    Args:
        keys: `name_key` of every row.
        wanted: Positions of the rows that would be created.
    """
    if not len(wanted) or not len(known):
        return {}
    facts = _Facts(rows, keys, wanted, known)
    found: dict[int, dict[int, str]] = {}
    for pairs, why in (
        (_crossed_names(facts), "même prénom et même date de naissance ; Nom et Nom de naissance se croisent"),
        (_same_key(facts), ""),
        (_same_compact_name(facts), ""),
        (_alike_born_same_day(facts), "même date de naissance ; le nom s’écrit presque pareil"),
        (_same_email(columns, facts), "même e-mail"),
    ):
        for row, position in pairs:
            found.setdefault(row, {}).setdefault(position, why or facts.say_how_names_differ(row, position))
    return {row: tuple(NearContact(p, why) for p, why in list(some.items())[:MOST_CANDIDATES]) for row, some in found.items()}


Pairs = list[tuple[int, int]]


class _Facts:
    """The columns that the signs compare, folded once per distinct value."""

    def __init__(self, rows: Identity, keys: np.ndarray, wanted: np.ndarray, known: Known) -> None:
        self.rows, self.keys, self.wanted, self.known = rows, keys, wanted, known
        self.known_birth = known.column("birth_date")
        self.known_kind = known.column("person_kind")
        self.first = fold_column(rows.first_name)
        self.last = fold_column(rows.last_name)
        self.birth_name = fold_column(rows.birth_name)
        self.known_first = fold_column(known.column("first_name"))
        self.known_last = fold_column(known.column("last_name"))
        self.known_birth_name = fold_column(known.column("birth_name"))

    def pairs(self, row_keys: np.ndarray, known_keys: np.ndarray, *, any_birth_date: bool = False) -> Pairs:
        """Wanted rows and known contacts whose keys are equal, of one person kind, birth dates not in contradiction."""
        left, right = join_equal(row_keys[self.wanted], known_keys)
        left = self.wanted[left]
        kind = self.rows.person_kind[left]
        keep = is_none(kind) | (kind == self.known_kind[right])
        if not any_birth_date:
            born, known_born = self.rows.birth_date[left], self.known_birth[right]
            keep &= is_none(born) | is_none(known_born) | (born == known_born)
        return list(zip(left[keep].tolist(), right[keep].tolist(), strict=True))

    def say_how_names_differ(self, row: int, position: int) -> str:
        last, first = self.rows.last_name[row], self.rows.first_name[row]
        known_last, known_first = self.known.column("last_name")[position], self.known.column("first_name")[position]
        born = self.rows.birth_date[row] is not None and self.rows.birth_date[row] == self.known_birth[position]
        start = "même date de naissance ; " if born else ""
        if (last, first) == (known_last, known_first):
            return start + "même nom et même prénom"
        if self.last[row] == self.known_first[position] and self.first[row] == self.known_last[position]:
            return start + "nom et prénom inversés"
        return start + "le nom s’écrit autrement (accent, trait d’union, espace ou majuscules)"


def fold_column(values: np.ndarray) -> np.ndarray:
    """Each value folded, with no blank, hyphen or apostrophe; None stays None, and so does a text that folds to nothing."""
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    folded = np.full(len(distinct) + 1, None, object)
    folded[:-1] = [fold(text).replace(" ", "").replace("-", "").replace("'", "") or None for text in distinct]
    return np.asarray(folded[codes])


def _joined(*parts: np.ndarray) -> np.ndarray:
    """Columns joined to one key; None as soon as a part is None."""
    key = np.empty(len(parts[0]), object)
    key[:] = [None if None in values else "\x1f".join(values) for values in zip(*parts, strict=True)]
    return key


def join_equal(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of positions (left, right) with equal keys that are not None; keys with too many on the right are left out."""
    codes, _ = pd.factorize(np.concatenate([left, right]), use_na_sentinel=True)
    left_codes, right_codes = codes[: len(left)], codes[len(left) :]
    order = np.argsort(right_codes, kind="stable")
    ordered = right_codes[order]
    start, end = np.searchsorted(ordered, left_codes, "left"), np.searchsorted(ordered, left_codes, "right")
    count = np.where(left_codes < 0, 0, end - start)
    count[count > MOST_PER_KEY] = 0
    lefts = np.repeat(np.arange(len(left)), count)
    offsets = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return lefts, order[np.repeat(start, count) + offsets] if len(lefts) else np.empty(0, np.int64)


def _crossed_names(facts: _Facts) -> Pairs:
    born, known_born = facts.rows.birth_date, facts.known_birth
    return [
        pair
        for row_name, known_name in (
            (facts.last, facts.known_birth_name),
            (facts.birth_name, facts.known_last),
            (facts.birth_name, facts.known_birth_name),
        )
        for pair in facts.pairs(_joined(born, facts.first, row_name), _joined(known_born, facts.known_first, known_name))
        if facts.last[pair[0]] != facts.known_last[pair[1]]
    ]


def _same_key(facts: _Facts) -> Pairs:
    return facts.pairs(facts.keys, facts.known.column("name_key"))


def _same_compact_name(facts: _Facts) -> Pairs:
    known_name = _joined(facts.known_last, facts.known_first)
    straight = facts.pairs(_joined(facts.last, facts.first), known_name)
    return straight + facts.pairs(_joined(facts.first, facts.last), known_name)


def _alike_born_same_day(facts: _Facts) -> Pairs:
    pairs = facts.pairs(facts.rows.birth_date, facts.known_birth)
    if not pairs:
        return []
    known_keys = facts.known.column("name_key")
    left = [facts.keys[row] or "" for row, _ in pairs]
    right = [known_keys[position] or "" for _, position in pairs]
    scores = process.cpdist(left, right, scorer=fuzz.ratio, score_cutoff=ALIKE, workers=1)
    return [pair for pair, score in zip(pairs, scores, strict=True) if score >= ALIKE]


def _same_email(columns: Mapping[str, FileColumn], facts: _Facts) -> Pairs:
    given = [fold_email(columns[name].values) for name in EMAIL_COLUMNS if name in columns]
    stored = [fold_email(facts.known.column(name)) for name in EMAIL_COLUMNS]
    return [pair for emails in given for known_emails in stored for pair in facts.pairs(emails, known_emails, any_birth_date=True)]


def fold_email(values: np.ndarray) -> np.ndarray:
    """E-mails compared without case; None stays None."""
    lowered = np.empty(len(values), object)
    lowered[:] = [value.casefold() if isinstance(value, str) else None for value in values]
    return lowered


def name_keys(last_names: np.ndarray, first_names: np.ndarray) -> np.ndarray:
    """`name_key` of each row; None where there is no last name."""
    keys = np.empty(len(last_names), object)
    keys[:] = [name_key(last, first) if last else None for last, first in zip(last_names, first_names, strict=True)]
    return keys
