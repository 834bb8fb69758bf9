"""How a sheet is laid out: which sheet, which row holds the headers, which rows are data.

The product's layout is the sheet « Contacts » with technical names on a hidden row 1, French labels on row 2 and one contact
per row from row 3; files with one header row, title lines above it or another sheet name are everyday and read as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from o2s_lib.errors import ChoiceNeeded, FileRefused
from o2s_lib.imports.encoded import is_blank, is_blank_value
from o2s_lib.imports.header_rows import HeaderPlace, cell_text, find_headers, head_texts
from o2s_lib.imports.headers import fields_by_technical_name, header_key
from o2s_lib.imports.wording import french, grouped, joined, quoted_list
from o2s_lib.issues import Issue, Level
from o2s_lib.spreadsheets import RawTable, Workbook, read_head
from o2s_lib.text import clean_spaces, fold

CONTACTS_SHEET = "Contacts"

NOT_A_CONTACT = frozenset({"HEADER_REPEATED", "TOTAL_ROW"})
"""Codes of row issues that say the row holds no contact: it is skipped, and shown as such."""

_EMPTY_ROWS_SAID = 10
_TOTAL_WORDS = ("total", "totaux", "sous-total", "sous total", "grand total", "nombre de", "moyenne")
_LONGEST_TOTAL = 60
_TOTAL_STEMS = ("tota", "nombre de", "moyenne")
_NO_CONTACT = {
    "HEADER_REPEATED": "Les en-têtes sont répétés sur cette ligne : elle est ignorée.",
    "TOTAL_ROW": "Cette ligne est un total, pas un contact : elle est ignorée.",
}


@dataclass(frozen=True)
class Layout:
    """What the rows and columns of a table are.

    Args:
        header_row: Spreadsheet number of the row of headers.
        technical_row: Spreadsheet number of the row of technical names (that of the headers when it stands alone), None when
            the file has none.
        data_start: Position in the table of the first row below the headers.
        data_rows: int32, positions in the table of the data rows: those below the headers that hold more than blanks.
        headers: Text of each header as the file has it, left to right; "" where there is none.
        technical_names: Text of row 1 per column, None where there is none.
        is_o2s_layout: The file has the product's row of technical names.
        filled: How many data rows fill each column.
        hidden_columns: 0-based positions of hidden columns.
        issues: Remarks about the file.
        row_issues: (position in the table, Issue) of rows that hold no contact; see `NOT_A_CONTACT`.
    """

    header_row: int
    technical_row: int | None
    data_start: int
    data_rows: np.ndarray
    headers: list[str]
    technical_names: list[str | None]
    is_o2s_layout: bool
    filled: list[int]
    sheet: str | None = None
    hidden_columns: frozenset[int] = frozenset()
    issues: list[Issue] = field(default_factory=list)
    row_issues: tuple[tuple[int, Issue], ...] = ()


def find_layout(table: RawTable, *, known: Collection[str] = ()) -> Layout:
    """The layout of a table.

    Args:
        table: The sheet as it was read.
        known: Headers that count as known beside ours (labels and row-1 names of the firm's template).

    Raises:
        FileRefused: HEADER_NOT_FOUND when no row can be one of headers, NO_DATA when none holds data below.
    """
    layout = _layout(table, known)
    if len(layout.data_rows) == len(layout.row_issues):
        raise FileRefused([_issue("NO_DATA", Level.ERROR, "Aucune ligne à importer.", table.sheet)])
    return layout


def layout_of_template(table: RawTable) -> Layout:
    """The layout of a template, which may have no data row.

    Raises:
        FileRefused: HEADER_NOT_FOUND.
    """
    return _layout(table, ())


def _layout(table: RawTable, known: Collection[str]) -> Layout:
    place = find_headers(head_texts(table), frozenset(map(header_key, known)))
    if place is None:
        raise FileRefused([_issue("HEADER_NOT_FOUND", Level.ERROR, _no_header(table.sheet), table.sheet)])
    headers = [cell_text(column.cell(place.header)) for column in table.columns]
    technical_names = _technical_names(table, place)
    filled = [~is_blank(column) for column in table.columns]
    rows = _data_rows(filled, len(table), place.data_start)
    row_issues = [
        *_said(table, _repeated_headers(table, filled, rows, headers, technical_names), "HEADER_REPEATED"),
        *_said(table, _total_rows(table, rows), "TOTAL_ROW"),
    ]
    layout = Layout(
        header_row=int(table.row_numbers[place.header]),
        technical_row=None if place.technical is None else int(table.row_numbers[place.technical]),
        data_start=place.data_start,
        data_rows=rows,
        headers=headers,
        technical_names=technical_names,
        is_o2s_layout=place.technical is not None,
        filled=[int(np.count_nonzero(cells[rows])) for cells in filled],
        sheet=table.sheet,
        hidden_columns=table.hidden_columns,
        row_issues=tuple(sorted(row_issues, key=lambda found: found[0])),
    )
    blank_rows = len(table) - place.data_start - len(rows)
    layout.issues.extend(_file_issues(table, layout, place, blank_rows))
    return layout


def choose_sheet(
    workbook: Workbook, wanted: str | None = None, *, read: Callable[[Workbook, str], RawTable] = read_head
) -> tuple[str | None, list[Issue]]:
    """The sheet to import, and a remark when it is not exactly « Contacts ».

    « Contacts » is taken as it stands, then the visible sheet that differs from it by case or spaces only, then the only
    visible one, then the only visible one whose first rows look like a table of contacts.

    Args:
        workbook: The recognised file. Text files have no sheet: the answer is None.
        wanted: Name the user gave, or None.
        read: How the first rows of a sheet are read; called only when several sheets may fit.

    Raises:
        FileRefused: SHEET_NOT_FOUND when `wanted` is not in the file, HEADER_NOT_FOUND when no sheet holds a table.
        ChoiceNeeded: SHEET_CHOICE when several sheets fit equally.
    """
    names = [sheet.name for sheet in workbook.sheets]
    if wanted is not None:
        return _wanted_sheet(names, wanted), []
    if not names:
        return None, []
    visible = [sheet.name for sheet in workbook.sheets if not sheet.is_hidden]
    if CONTACTS_SHEET in visible:
        return CONTACTS_SHEET, []
    alike = [name for name in names if fold(name) == fold(CONTACTS_SHEET)]
    shown = [name for name in alike if name in visible]
    candidates = shown or [*visible, *alike] or names
    if len(candidates) > 1:
        candidates = _plausible_sheets(workbook, candidates, read)
    if len(candidates) > 1:
        message = f"Plusieurs feuilles peuvent convenir : {quoted_list(candidates)}. Choisir celle à importer."
        raise ChoiceNeeded([_issue("SHEET_CHOICE", Level.ERROR, message, None)])
    name = candidates[0]
    hidden = "" if name in visible else " masquée"
    return name, [_issue("SHEET_GUESSED", Level.INFO, f"Feuille{hidden} « {name} » retenue.", name)]


def _wanted_sheet(names: list[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    alike = [name for name in names if fold(name) == fold(wanted)]
    if len(alike) == 1:
        return alike[0]
    there = f"Feuilles du fichier : {quoted_list(names)}." if names else "Ce fichier est un texte, sans feuille."
    raise FileRefused([_issue("SHEET_NOT_FOUND", Level.ERROR, f"Feuille « {wanted} » introuvable. {there}", None)])


def _plausible_sheets(workbook: Workbook, names: list[str], read: Callable[[Workbook, str], RawTable]) -> list[str]:
    """The sheets whose first rows look most like a table of contacts: with our headers, else with any."""
    places = {name: find_headers(head_texts(read(workbook, name))) for name in names}
    for score in (_technical_score, _known_score, lambda _: 1):
        scores = {name: score(place) for name, place in places.items() if place is not None}
        best = max(scores.values(), default=0)
        if best:
            # Half as many known headers is still a rival: only the user knows which sheet is meant.
            return [name for name in names if scores.get(name, 0) * 2 > best]
    message = f"Aucune feuille ne contient de tableau avec une ligne d'en-têtes ({quoted_list(names)})."
    raise FileRefused([_issue("HEADER_NOT_FOUND", Level.ERROR, message, None)])


def _technical_score(place: HeaderPlace) -> int:
    return place.technical_known


def _known_score(place: HeaderPlace) -> int:
    return place.known if place.known >= 2 else 0


def _technical_names(table: RawTable, place: HeaderPlace) -> list[str | None]:
    """Row-1 names per column; where the headers themselves are row-1 names, those that are ours."""
    if place.technical is None:
        return [None] * len(table.columns)
    texts = [clean_spaces(cell_text(column.cell(place.technical))) for column in table.columns]
    if place.technical == place.header:
        return [text if fold(text) in fields_by_technical_name() else None for text in texts]
    return [text or None for text in texts]


def _data_rows(filled: list[np.ndarray], count: int, start: int) -> np.ndarray:
    """Positions of the rows below the headers that hold something."""
    any_filled = np.zeros(count, bool)
    for cells in filled:
        any_filled |= cells
    any_filled[:start] = False
    return np.flatnonzero(any_filled).astype(np.int32)


def _repeated_headers(
    table: RawTable, filled: list[np.ndarray], rows: np.ndarray, headers: list[str], technical: list[str | None]
) -> list[int]:
    """Rows that repeat the headers (or row 1): every filled cell does, in two columns at least and half of the headers."""
    equal = np.zeros(len(table), np.int32)
    other = np.zeros(len(table), np.int32)
    for column, cells, header, name in zip(table.columns, filled, headers, technical, strict=True):
        codes = [column.values.index(text) for text in {header, name} if text and text in column.values]
        same = np.isin(column.codes, codes) if codes else np.zeros(len(table), bool)
        equal += same
        other += cells & ~same
    least = max(2, (sum(map(bool, headers)) + 1) // 2)
    return [int(row) for row in rows[(equal[rows] >= least) & (other[rows] == 0)]]


def _total_rows(table: RawTable, rows: np.ndarray) -> list[int]:
    """Rows whose first filled cell is a word for a total, with nothing but numbers beside it."""
    candidates = np.zeros(len(table), bool)
    for column in table.columns:
        # Looking for the words in all texts at once is quicker than asking each text.
        texts = "\n".join([value for value in column.values if value.__class__ is str]).lower()
        if any(stem in texts for stem in _TOTAL_STEMS):
            codes = [code for code, value in enumerate(column.values) if _is_total_word(value)]
            candidates |= np.isin(column.codes, codes)
    return [
        int(row) for row in rows[candidates[rows]] if _is_total([cell for cell in table.row(row) if not is_blank_value(cell)])
    ]


def _is_total_word(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > _LONGEST_TOTAL:
        return False
    text = fold(value)
    return any(text == word or text.startswith((f"{word} ", f"{word}:")) for word in _TOTAL_WORDS)


def _is_total(cells: list[Any]) -> bool:
    return _is_total_word(cells[0]) and not any(isinstance(cell, str) and any(map(str.isalpha, cell)) for cell in cells[1:])


def _file_issues(table: RawTable, layout: Layout, place: HeaderPlace, blank_rows: int) -> list[Issue]:
    issues = []
    if _is_unexpected(table, layout, place):
        message = f"En-tête trouvé en ligne {layout.header_row}."
        issues.append(_issue("HEADER_ROW_FOUND", Level.INFO, message, table.sheet))
    empty = table.empty_rows + blank_rows
    if empty > _EMPTY_ROWS_SAID:
        issues.append(_issue("EMPTY_ROWS", Level.INFO, f"{grouped(empty)} lignes vides ignorées.", table.sheet))
    rows = int(np.count_nonzero(hidden_rows(table, layout.data_rows)))
    columns = sum(1 for position in table.hidden_columns if position < len(layout.headers) and _has_column(layout, position))
    if rows or columns:
        issues.append(_issue("HIDDEN_ROWS", Level.WARNING, _hidden_message(rows, columns), table.sheet))
    return issues


def hidden_rows(table: RawTable, rows: np.ndarray) -> np.ndarray:
    """bool per row of `rows` (positions): hidden in the spreadsheet."""
    return np.isin(table.row_numbers[rows], list(table.hidden_rows)) if table.hidden_rows else np.zeros(len(rows), bool)


def _has_column(layout: Layout, position: int) -> bool:
    return bool(layout.headers[position]) or layout.filled[position] > 0


def _is_unexpected(table: RawTable, layout: Layout, place: HeaderPlace) -> bool:
    """Whether rows stand above the headers that are neither headers nor the `sep=` line of a text file."""
    rows = len({place.header} if place.technical is None else {place.header, place.technical})
    above = place.data_start - rows
    if table.sheet is not None:
        return above > 0 or layout.header_row > rows
    separator_line = bool(above) and clean_spaces(cell_text(table.columns[0].cell(0))).casefold().startswith("sep=")
    return above > int(separator_line)


def _hidden_message(rows: int, columns: int) -> str:
    parts = [_counted(rows, "ligne masquée", "lignes masquées"), _counted(columns, "colonne masquée", "colonnes masquées")]
    said = joined([part for part in parts if part])
    if rows + columns == 1:
        return f"{said} : elle est lue ; case à cocher pour l'écarter."
    return f"{said} : elles sont lues ; case à cocher pour les écarter."


def _counted(count: int, one: str, several: str) -> str:
    return "" if not count else f"{grouped(count)} {one if count == 1 else several}"


def _no_header(sheet: str | None) -> str:
    where = f"de la feuille « {sheet} »" if sheet is not None else "du fichier"
    return f"Aucune ligne d'en-têtes trouvée parmi les premières lignes {where} : la première ligne doit nommer les colonnes."


def _said(table: RawTable, rows: list[int], code: str) -> list[tuple[int, Issue]]:
    message = french(_NO_CONTACT[code])
    return [(row, Issue(code, Level.WARNING, message, table.sheet, int(table.row_numbers[row]))) for row in rows]


def _issue(code: str, level: Level, message: str, sheet: str | None) -> Issue:
    return Issue(code, level, french(message), sheet)
