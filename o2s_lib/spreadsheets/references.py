"""Names of cells and ranges: `B7`, `E4:E5`, column letters."""

from __future__ import annotations

import re
from functools import lru_cache

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


@lru_cache(maxsize=20_000)
def column_index(letters: str) -> int | None:
    """0 for A, 16383 for XFD; None for anything that is not one to three letters."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        return None
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """A for 0, AA for 26."""
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def parse_reference(reference: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of `B7`; None when it is not a cell name."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        return None
    column = column_index(match.group(1))
    return None if column is None else (int(match.group(2)), column)


def parse_range(name: str) -> tuple[int, int, int, int, str] | None:
    """First row, first column, last row, last column and tidy name of `E4:E5`; rows from 1, columns from 0."""
    first, _, last = name.partition(":")
    begin, end = parse_reference(first), parse_reference(last or first)
    if begin is None or end is None:
        return None
    top, bottom = sorted((begin[0], end[0]))
    left, right = sorted((begin[1], end[1]))
    return top, left, bottom, right, range_name(top, left, bottom, right)


def range_name(top: int, left: int, bottom: int, right: int) -> str:
    """`E4:E5` for rows 4 and 5 (from 1) of column 4 (from 0)."""
    return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
