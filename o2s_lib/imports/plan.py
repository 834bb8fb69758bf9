"""The plan of a contact import: pure, values in, a frozen plan out; nothing is read and nothing is written here.

`build_plan` decides the fate of every row. `replan` decides again for the rows that a correction concerns, and gives what
`build_plan` would have given on the corrected file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from o2s_lib.fields import Lists
from o2s_lib.fields.shapes import ParsedColumn
from o2s_lib.imports.analysis import OUTCOMES, Analysis, RowDecision, analyse
from o2s_lib.imports.cells import compact, object_array, set_cells
from o2s_lib.imports.columns import FileColumn, parse_table
from o2s_lib.imports.known import Known
from o2s_lib.imports.near import name_keys
from o2s_lib.imports.recognition import identity_of
from o2s_lib.imports.shapes import MatchKey, Mode, Outcome
from o2s_lib.imports.tables import MappedTable
from o2s_lib.spreadsheets.shapes import EncodedColumn

Progress = Callable[[str, int, int], None]
"""Called with a French stage, what is done and the total."""


@dataclass(frozen=True)
class PlanSettings:
    """What the user chose.

    Args:
        year_pivot: Two-digit years up to it are 20xx, later ones 19xx; None: they are errors.
        decisions: (row number, part) -> what to do with a row that is in doubt.
    """

    mode: Mode
    keys: frozenset[MatchKey]
    today: date
    year_pivot: int | None = None
    decisions: Mapping[tuple[int, int], RowDecision] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What an import will do, row by row and cell by cell.

    Args:
        table: The rows as they are read, corrections included.
        columns: The same, parsed.
        analysis: Fate, contact, changes and remarks of every row.
        store_revision: Revision of the store when the contacts were read; -1 without a store.
    """

    table: MappedTable
    columns: dict[str, FileColumn]
    analysis: Analysis
    settings: PlanSettings
    store_revision: int = -1

    def __len__(self) -> int:
        return len(self.table)

    def counts(self) -> dict[Outcome, int]:
        """How many rows end in each outcome; they sum to the rows."""
        numbers = np.bincount(self.analysis.outcome, minlength=len(OUTCOMES))
        return {outcome: int(numbers[position]) for position, outcome in enumerate(OUTCOMES)}

    def outcome(self, row: int) -> Outcome:
        """The fate of one row."""
        return OUTCOMES[self.analysis.outcome[row]]

    def row_key(self, row: int) -> tuple[int, int]:
        """(row number, part): what names a row for good."""
        return int(self.table.row_numbers[row]), int(self.table.parts[row])


def build_plan(
    table: MappedTable,
    gather: Callable[[Mapping[str, FileColumn]], Known],
    settings: PlanSettings,
    lists: Lists,
    *,
    store_revision: int = -1,
    progress: Progress | None = None,
) -> Plan:
    """Decide the fate of every row of a file.

    Args:
        gather: Gives the contacts that the parsed rows could be: all of them, or those that share a key or a sign with a row.
        store_revision: Revision of the store that `gather` reads.
    """
    say = progress or silent
    say("Contrôle des colonnes", 0, len(table))
    columns = parse_table(table, lists=lists, today=settings.today, year_pivot=settings.year_pivot)
    say("Lecture des contacts connus", 0, len(table))
    known = gather(columns)
    say("Comparaison avec les contacts connus", 0, len(table))
    analysis = analyse(
        table, columns, known, mode=settings.mode, keys=settings.keys, today=settings.today, decisions=settings.decisions
    )
    return Plan(table, columns, analysis, settings, store_revision)


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def edited_table(table: MappedTable, edits: Mapping[tuple[int, int, str], str | None]) -> MappedTable:
    """The table with corrected cells: (row number, part, column identifier) -> text. Rows that no longer exist are passed over."""
    positions = (
        {(int(n), int(p)): i for i, (n, p) in enumerate(zip(table.row_numbers, table.parts, strict=True))} if edits else {}
    )
    by_column: dict[str, dict[int, str | None]] = {}
    for (number, part, name), text in edits.items():
        position = positions.get((number, part))
        if position is not None:
            by_column.setdefault(name, {})[position] = text
    fields, criteria = dict(table.fields), dict(table.criteria)
    for name, cells in by_column.items():
        if name.startswith("criterion:"):
            label = name.removeprefix("criterion:")
            criteria[label] = set_cells(criteria.get(label, _empty_column(len(table))), cells)
        else:
            fields[name] = set_cells(fields.get(name, _empty_column(len(table))), cells)
    return replace(table, fields=fields, criteria=criteria)


def _empty_column(rows: int) -> EncodedColumn:
    return EncodedColumn([None], np.zeros(rows, np.int32))


def rows_concerned(plan: Plan, rows: np.ndarray, edits: Mapping[int, Mapping[str, str | None]], lists: Lists) -> np.ndarray:
    """The rows whose fate may move when some rows are corrected: all that share a key with them, before or after, and so on.

    Args:
        rows: Positions of the corrected rows. edits: position -> {column identifier: new text}.

    Returns:
        Positions, ascending.
    """
    after = _sub_columns(plan, rows, edits, lists)
    identity = identity_of(after, len(rows))
    keys_after = [
        [identity.client_number, _values(after, "spouse_client_number", len(rows))],
        [identity.file_code],
        [name_keys(identity.last_name, identity.first_name)],
        [],
    ]
    before = plan.analysis.key_spaces(
        identity_of(plan.columns, len(plan)), _values(plan.columns, "spouse_client_number", len(plan))
    )
    concerned = np.zeros(len(plan), bool)
    concerned[rows] = True
    while True:
        grown = concerned.copy()
        for arrays, extra in zip(before, keys_after, strict=True):
            wanted: set[object] = set()
            for array in (*[array[concerned] for array in arrays], *extra):
                wanted.update(array)
            wanted.discard(None)
            for array in arrays if wanted else ():
                grown |= _among(array, wanted)
        if (grown == concerned).all():
            return np.flatnonzero(concerned)
        concerned = grown


def _values(columns: Mapping[str, FileColumn], name: str, rows: int) -> np.ndarray:
    column = columns.get(name)
    return column.values if column is not None else np.full(rows, None, object)


def _among(array: np.ndarray, wanted: set[object]) -> np.ndarray:
    return np.fromiter((value in wanted for value in array), bool, len(array))


def replan(
    plan: Plan,
    rows: np.ndarray,
    edits: Mapping[int, Mapping[str, str | None]],
    gather: Callable[[Mapping[str, FileColumn]], Known],
    settings: PlanSettings,
    lists: Lists,
    *,
    store_revision: int,
) -> Plan:
    """Decide again for some rows, and for all that these concern; the rest of the plan stays as it is.

    Args:
        rows: Positions of the rows corrected, decided upon, or under a rule that changed.
        edits: position -> {column identifier: new text}; positions are among `rows`.
        gather: As for `build_plan`.
    """
    concerned = rows_concerned(plan, rows, edits, lists)
    cells = {(*plan.row_key(position), name): text for position, changed in edits.items() for name, text in changed.items()}
    table = edited_table(plan.table, cells)
    while True:
        part_table = take_rows(table, concerned)
        columns = parse_table(part_table, lists=lists, today=settings.today, year_pivot=settings.year_pivot)
        part = analyse(
            part_table,
            columns,
            gather(columns),
            mode=settings.mode,
            keys=settings.keys,
            today=settings.today,
            decisions=settings.decisions,
        )
        # A corrected row may now be a contact that a row elsewhere is too: that row moves as well.
        elsewhere = np.ones(len(plan), bool)
        elsewhere[concerned] = False
        found = part.contact_ids[part.contact_ids > 0]
        more = np.flatnonzero(elsewhere & np.isin(plan.analysis.contact_ids, found))
        if not len(more):
            break
        concerned = rows_concerned(plan, np.union1d(concerned, more), edits, lists)
    merged = _with_rows(plan.columns, columns, concerned, len(plan))
    return Plan(table, merged, plan.analysis.with_rows(concerned, part), settings, store_revision)


def _sub_columns(
    plan: Plan, rows: np.ndarray, edits: Mapping[int, Mapping[str, str | None]], lists: Lists
) -> dict[str, FileColumn]:
    cells = {(*plan.row_key(position), name): text for position, changed in edits.items() for name, text in changed.items()}
    table = take_rows(edited_table(take_rows(plan.table, rows), cells), np.arange(len(rows)))
    return parse_table(table, lists=lists, today=plan.settings.today, year_pivot=plan.settings.year_pivot)


def take_rows(table: MappedTable, rows: np.ndarray) -> MappedTable:
    """Some rows of a table, each column with only the distinct values that they hold."""
    place = {int(row): index for index, row in enumerate(rows)}
    return replace(
        table,
        fields={name: compact(cells, rows) for name, cells in table.fields.items()},
        criteria={label: compact(cells, rows) for label, cells in table.criteria.items()},
        row_numbers=table.row_numbers[rows],
        parts=table.parts[rows],
        hidden=table.hidden[rows],
        couples=tuple((place[a], place[b]) for a, b in table.couples if a in place and b in place),
        row_issues=tuple((place[row], name, issue) for row, name, issue in table.row_issues if row in place),
    )


def _with_rows(
    columns: Mapping[str, FileColumn], new: Mapping[str, FileColumn], rows: np.ndarray, count: int
) -> dict[str, FileColumn]:
    """The parsed columns with some rows replaced; their distinct values are added at the end."""
    result = dict(columns)
    for name, part in new.items():
        whole = columns.get(name) or FileColumn(name, _empty_column(count), _nothing_parsed())
        offset = len(whole.cells.values)
        codes = whole.cells.codes.copy()
        codes[rows] = np.where(part.cells.codes == 0, 0, part.cells.codes + offset - 1)
        parsed, extra = whole.parsed, part.parsed
        result[name] = FileColumn(
            name,
            EncodedColumn([*whole.cells.values, *part.cells.values[1:]], codes),
            ParsedColumn(
                np.concatenate([parsed.values, extra.values[1:]]),
                np.concatenate([parsed.keys, extra.keys[1:]]),
                np.concatenate([parsed.erase, extra.erase[1:]]),
                np.concatenate([parsed.is_error, extra.is_error[1:]]),
                parsed.remarks | {code + offset - 1: some for code, some in extra.remarks.items() if code > 0},
            ),
        )
    return result


def _nothing_parsed() -> ParsedColumn:
    none = object_array([None])
    return ParsedColumn(none, none, np.zeros(1, bool), np.zeros(1, bool), {})
