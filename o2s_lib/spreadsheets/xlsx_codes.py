"""Codes of the cells of one column of an Office Open XML sheet, found from their bytes, many at a time."""

from __future__ import annotations

import math
import re

from o2s_lib.spreadsheets.encoding import ColumnBuilder
from o2s_lib.spreadsheets.serial_dates import NumberKind
from o2s_lib.spreadsheets.xlsx_cells import CellReader
from o2s_lib.spreadsheets.xlsx_package import unescape_text
from o2s_lib.spreadsheets.xml_events import text_of_xml

ODD = -1
_CELL = re.compile(
    rb'(?: s="(\d+)")?(?: t="(\w+)")?(?: s="(\d+)")?\s*'
    rb"(?:/>|>(?:(?:<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>))?<v>([^<]+)</v>"
    rb"|<v>([^<]*)</v>|<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>)?</c>)\s*"
)
_SHAPE = re.compile(
    rb'((?: s="(\d+)")?(?: t="(\w+)")?(?: s="(\d+)")?>(?:<v>|<is><t(?: xml:space=\"preserve\")?>))[^<]+(</v></c>|</t></is></c>)\s*'
)
_FEW = 8


class CellCodes:
    """Knows the codes of cells by what stands after `<c r="B7"`."""

    def __init__(self, cells: CellReader) -> None:
        self._cells = cells

    def codes_of(self, column: ColumnBuilder, rests: list[bytes], rows: int) -> list[int]:
        """The code of each cell; `ODD` for one that must be read the thorough way (rich text, formula without result…).

        Args:
            column: Whose cells they are; its cache holds the bytes met before.
            rests: What follows the reference of each cell, up to the next cell.
            rows: How many rows the table holds, to judge whether the cache is worth its memory.
        """
        if not column.is_cached:
            return self._parse(column, rests)
        cache = column.cache
        try:
            return list(map(cache.__getitem__, rests))
        except KeyError:
            new = list(dict.fromkeys(rest for rest in rests if rest not in cache))
        cache.update(zip(new, self._parse(column, new), strict=True))
        codes = list(map(cache.__getitem__, rests))
        if len(cache) >= column.cache_limit:
            column.review_cache(rows + len(rests))
        return codes

    def _parse(self, column: ColumnBuilder, rests: list[bytes]) -> list[int]:
        if len(rests) >= _FEW:
            together = self._parse_together(column, rests)
            if together is not None:
                return together
        return [self._parse_one(column, rest) for rest in rests]

    def _parse_one(self, column: ColumnBuilder, rest: bytes) -> int:
        match = _CELL.fullmatch(rest)
        if match is None:
            return ODD
        style, kind, late_style, result, value, inline = match.groups()
        return column.code_of(self._cells.usual_value(kind, style or late_style, result or value, inline))

    def _parse_together(self, column: ColumnBuilder, rests: list[bytes]) -> list[int] | None:
        """All the cells at once when they are written alike but for their value, else None.

        They are joined and cut again at what stands between two values; each mark-up character must be part of that.
        """
        shape = _SHAPE.fullmatch(rests[0])
        if shape is None:
            return None
        before, style, kind, late_style, after = shape.groups()
        whole = b"".join(rests)
        between = after + before
        if not (whole.startswith(before) and whole.endswith(after)):
            return None
        if whole.count(b"<") != len(rests) * between.count(b"<") or whole.count(between) != len(rests) - 1:
            return None
        values = whole[len(before) : -len(after)]
        if after == b"</t></is></c>":
            return self._texts(column, values, between) if kind == b"inlineStr" else None
        if kind == b"s":
            return self._shared(column, values.split(between))
        if kind in (None, b"n"):
            style_position = int(style or late_style or 0)
            if self._cells.number_kind(style_position) is NumberKind.NUMBER:
                return _numbers(column, values.split(between))
            return self._dates(column, values.split(between), style_position)
        return None

    def _dates(self, column: ColumnBuilder, serials: list[bytes], style: int) -> list[int]:
        codes = {serial: column.code_of(self._cells.value("n", style, text_of_xml(serial))) for serial in set(serials)}
        return list(map(codes.__getitem__, serials))

    def _texts(self, column: ColumnBuilder, values: bytes, between: bytes) -> list[int]:
        if b"&" in values or b"_x" in values or b"\r" in values:
            texts = [unescape_text(text_of_xml(value)) for value in values.split(between)]
        else:
            texts = text_of_xml(values).split(between.decode())
        return column.codes_of_texts(texts)

    def _shared(self, column: ColumnBuilder, values: list[bytes]) -> list[int]:
        return column.codes_of_texts([self._cells.shared_text(value) for value in values])


def _numbers(column: ColumnBuilder, values: list[bytes]) -> list[int] | None:
    try:
        numbers = list(map(float, values))
    except ValueError:
        return None
    if not math.isfinite(sum(numbers)) or b"_" in b"".join(values):
        return None
    return column.codes_of_floats(numbers)
