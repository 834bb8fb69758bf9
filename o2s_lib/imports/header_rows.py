"""Where the headers of a sheet are: which of its first rows holds names of columns, and which holds row-1 names."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.imports.headers import fields_by_technical_name, header_key, is_known_header
from o2s_lib.spreadsheets.shapes import RawTable
from o2s_lib.text import clean_spaces, fold

HEAD_ROWS = 60
"""How many rows from the top may come before the data."""

_LONGEST_HEADER = 80
_DATA_LIKE = re.compile(
    r"\S+@\S+\.\S+"  # an address
    r"|https?://|www\."
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}"  # a date
    r"|[+(]?[\d\s.,/()€%-]{4,}"  # a telephone, an amount, a code
    r"|\d+"
)


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """Positions (0-based, among the kept rows) of the header row and of the row of technical names.

    `known` counts the distinct headers that are ours or those of known software; `technical` the row-1 names that are ours.
    """

    header: int
    technical: int | None
    known: int
    technical_known: int

    @property
    def data_start(self) -> int:
        """Position of the first row below the headers."""
        return max(self.header, -1 if self.technical is None else self.technical) + 1


def head_texts(table: RawTable, rows: int = HEAD_ROWS) -> list[list[str]]:
    """The first rows as texts, as the sheet shows them; "" for an empty cell."""
    count = min(rows, len(table))
    columns = [[cell_text(column.cell(row)) for row in range(count)] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def cell_text(value: Any) -> str:
    """A cell of the head as text; dates, errors and formulas give a text that no header has."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if clean_spaces(value) else ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return ""


def find_headers(head: list[list[str]], known: Collection[str] = ()) -> HeaderPlace | None:
    """The row of headers among the first rows of a sheet.

    A row with at least two known headers wins, the one with most of them, the first of equals. Without any, the first
    row that looks like headers: short distinct texts over (nearly) the whole width, with data below.

    Args:
        head: Texts of the first rows.
        known: Keys (`header_key`) of further headers that count as known.
    """
    technical = _technical_row(head)
    below = None if technical is None else technical[0]
    best: tuple[int, int] | None = None
    for position, row in enumerate(head):
        if position == below:
            continue
        score = len({header_key(text) for text in row if text and _is_known(text, known)})
        if score >= 2 and score * 3 >= sum(map(bool, row)) and (best is None or score > best[1]):
            best = (position, score)
    if technical is not None:
        # Row-1 names that no row of labels follows are the headers themselves.
        if best is not None and best[1] * 2 >= technical[1] and abs(best[0] - technical[0]) <= 3:
            return HeaderPlace(best[0], technical[0], best[1], technical[1])
        if below is not None and below + 1 < len(head) and _looks_like_labels(head, below):
            return HeaderPlace(below + 1, below, 0, technical[1])
        return HeaderPlace(technical[0], technical[0], technical[1], technical[1])
    if best is not None and _is_wide_enough(head, best[0]):
        return HeaderPlace(best[0], None, best[1], 0)
    plain = _first_header_like(head)
    return None if plain is None else HeaderPlace(plain, None, 0, 0)


def _is_known(text: str, known: Collection[str]) -> bool:
    return is_known_header(text) or header_key(text) in known


def _technical_row(head: list[list[str]]) -> tuple[int, int] | None:
    """The first row with two or more of our row-1 names, one of the published ones among them, and how many."""
    names = fields_by_technical_name()
    published = {fold(field.technical_name) for field in contact_fields() if field.technical_source == "known"}
    for position, row in enumerate(head):
        found = {text for cell in row if cell and (text := fold(cell)) in names}
        if len(found) >= 2 and found & published:
            return position, len(found)
    return None


def _looks_like_labels(head: list[list[str]], technical: int) -> bool:
    """Whether the row under the row-1 names holds labels (texts, as wide) rather than the first contact."""
    row, below = head[technical], head[technical + 1]
    return (
        _is_header_like(below)
        and sum(map(bool, below)) * 2 >= sum(map(bool, row))
        and any(_is_known(text, ()) for text in below if text)
    )


def looks_like_header(text: str) -> bool:
    """Whether a text could name a column: short, with a letter, and neither an address, a date nor a number."""
    text = clean_spaces(text)
    return 0 < len(text) <= _LONGEST_HEADER and any(map(str.isalpha, text)) and not _DATA_LIKE.fullmatch(text) and "@" not in text


def _is_header_like(row: list[str]) -> bool:
    texts = [text for text in row if text]
    keys = {fold(text) for text in texts}
    return bool(texts) and sum(map(looks_like_header, texts)) * 10 >= len(texts) * 9 and len(keys) * 3 >= len(texts) * 2


def _widths_below(head: list[list[str]], position: int) -> list[int]:
    return [sum(map(bool, row)) for row in head[position + 1 : position + 21]]


def _is_wide_enough(head: list[list[str]], position: int) -> bool:
    """Whether a row names at least half of the columns that the rows below fill."""
    widths = sorted(_widths_below(head, position))
    return not widths or sum(map(bool, head[position])) * 2 >= widths[len(widths) // 2]


def _first_header_like(head: list[list[str]]) -> int | None:
    columns = max((sum(map(bool, row)) for row in head), default=0)
    for position, row in enumerate(head):
        filled = sum(map(bool, row))
        if filled < min(2, columns) or not _is_header_like(row) or not _is_wide_enough(head, position):
            continue
        if filled * 10 >= columns * 6 and position + 1 < len(head):
            return position
    return None
