"""Writes CSV for French Excel: semicolons, UTF-8 with a byte-order mark, formulas defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from o2s_lib.spreadsheets.formula_text import with_export_quote
from o2s_lib.spreadsheets.sheet_spec import Cell, french_text


def write_csv(target: Path | BinaryIO, rows: Iterable[Sequence[Cell]], *, separator: str = ";") -> None:
    """Write rows of typed cells; dates are JJ/MM/AAAA, decimals have a comma, booleans are VRAI and FAUX.

    A text that begins with = + - @, a tab or a carriage return gets an apostrophe in front, unless it is a telephone or
    a plain number; `without_export_quote` takes it away again.
    """
    with opened(target) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", errors="replace", write_through=True)
        writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
        writer.writerows([_field(cell) for cell in row] for row in rows)
        text.flush()
        text.detach()


@contextmanager
def opened(target: Path | BinaryIO) -> Iterator[BinaryIO]:
    """The target as a binary stream; a path is opened and closed, a stream is left open."""
    if isinstance(target, Path):
        with target.open("wb") as stream:
            yield stream
    else:
        yield target


def _field(cell: Cell) -> str:
    if cell is None:
        return ""
    return with_export_quote(cell) if isinstance(cell, str) else french_text(cell)
