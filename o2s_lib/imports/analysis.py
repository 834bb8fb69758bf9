"""The fate of every row: recognise, compare, apply the rules, and say all that is to be said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from o2s_lib.fields import ROW_RULE_FIELDS, check_rows
from o2s_lib.imports import row_remarks
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.comparison import ColumnChanges, compare_column, effective_values
from o2s_lib.imports.in_file import SameContact, find_same_contact
from o2s_lib.imports.known import Known
from o2s_lib.imports.layout import NOT_A_CONTACT
from o2s_lib.imports.near import name_keys, near_contacts
from o2s_lib.imports.numbers import taken_numbers
from o2s_lib.imports.recognition import Found, Identity, Recognition, identity_of, recognise
from o2s_lib.imports.remark_table import RemarkBuilder, RemarkTable
from o2s_lib.imports.shapes import MatchKey, Mode, Outcome
from o2s_lib.imports.spouses import find_spouses
from o2s_lib.imports.tables import MappedTable

OUTCOMES = (Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.SKIPPED, Outcome.REJECTED)
_CREATE, _UPDATE, _UNCHANGED, _SKIPPED, _REJECTED = range(5)

REQUIRED = ("contact_type", "last_name")


@dataclass(frozen=True)
class RowDecision:
    """What the user decided for a row: "link" (to `contact_id`), "create" (a contact of its own) or "skip"."""

    action: str
    contact_id: int | None = None


@dataclass(frozen=True)
class Analysis:
    """The answer for every row; arrays have one entry per row.

    Args:
        outcome: int8, position in `OUTCOMES`.
        contact_ids, versions: int64, the contact recognised (0: none) and its version when it was read.
        found: int8, a `Found`.
        name_keys: object, `name_key` of the contact once the row is applied.
        stored_numbers: object, client number that the recognised contact has in the store.
        spouse_rows: int32, row that the spouse link points to, -1; spouse_contacts: int64, stored contact, 0.
        needs_decision: bool, near a known contact and not decided yet.
        candidates: row -> (contact id, why) of the contacts it may be.
        changes: column identifier -> changes of updated rows.
        dropped: column identifier -> rows whose cell is not taken over (a rule says so).
        remarks: All remarks.
    """

    outcome: np.ndarray
    contact_ids: np.ndarray
    versions: np.ndarray
    found: np.ndarray
    name_keys: np.ndarray
    stored_numbers: np.ndarray
    spouse_rows: np.ndarray
    spouse_contacts: np.ndarray
    needs_decision: np.ndarray
    candidates: dict[int, tuple[tuple[int, str], ...]]
    changes: dict[str, ColumnChanges]
    dropped: dict[str, np.ndarray]
    remarks: RemarkTable

    def change_counts(self) -> np.ndarray:
        """int32 per row: how many cells of the contact change (0 for rows that are created)."""
        counts = np.zeros(len(self.outcome), np.int32)
        for changes in self.changes.values():
            counts[changes.rows] += 1
        return counts

    def key_spaces(self, identity: Identity, spouse_numbers: np.ndarray) -> list[list[np.ndarray]]:
        """What ties rows together: client numbers, codes, names, contacts; one list of object arrays per kind."""
        contacts = np.full(len(self.outcome), None, object)
        contacts[self.contact_ids > 0] = self.contact_ids[self.contact_ids > 0]
        return [[identity.client_number, self.stored_numbers, spouse_numbers], [identity.file_code], [self.name_keys], [contacts]]

    def with_rows(self, rows: np.ndarray, part: Analysis) -> Analysis:
        """The same analysis with some rows replaced by another analysis made of these rows only."""

        def put(whole: np.ndarray, some: np.ndarray) -> np.ndarray:
            result = whole.copy()
            result[rows] = some
            return result

        spouse_rows = np.where(part.spouse_rows >= 0, rows[np.maximum(part.spouse_rows, 0)], -1)
        gone = {int(row) for row in rows}
        candidates = {row: some for row, some in self.candidates.items() if row not in gone}
        candidates |= {int(rows[row]): some for row, some in part.candidates.items()}
        changes = {name: _replace_changes(self.changes.get(name), part.changes.get(name), rows) for name in {**self.changes, **part.changes}}
        dropped = {
            name: np.unique(np.concatenate([_left(self.dropped.get(name), rows), rows[part.dropped.get(name, np.empty(0, np.int64))]]))
            for name in {**self.dropped, **part.dropped}
        }
        moved = part.remarks
        remarks = RemarkTable(rows[moved.rows].astype(np.int32), moved.columns, moved.which, moved.names, moved.remarks)
        return Analysis(
            put(self.outcome, part.outcome),
            put(self.contact_ids, part.contact_ids),
            put(self.versions, part.versions),
            put(self.found, part.found),
            put(self.name_keys, part.name_keys),
            put(self.stored_numbers, part.stored_numbers),
            put(self.spouse_rows, spouse_rows),
            put(self.spouse_contacts, part.spouse_contacts),
            put(self.needs_decision, part.needs_decision),
            candidates,
            {name: some for name, some in changes.items() if len(some.rows)},
            {name: some for name, some in dropped.items() if len(some)},
            self.remarks.without_rows(rows).merged(remarks),
        )


def _left(values: np.ndarray | None, rows: np.ndarray) -> np.ndarray:
    return np.empty(0, np.int64) if values is None else values[~np.isin(values, rows)]


def _replace_changes(whole: ColumnChanges | None, part: ColumnChanges | None, rows: np.ndarray) -> ColumnChanges:
    none = np.empty(0, np.int64)
    nothing = ColumnChanges(none, np.empty(0, object), np.empty(0, object))
    whole, part = whole or nothing, part or nothing
    keep = ~np.isin(whole.rows, rows)
    new_rows = np.concatenate([whole.rows[keep], rows[part.rows]])
    order = np.argsort(new_rows, kind="stable")
    return ColumnChanges(
        new_rows[order],
        np.concatenate([whole.before[keep], part.before])[order],
        np.concatenate([whole.after[keep], part.after])[order],
    )


def analyse(
    table: MappedTable,
    columns: Mapping[str, FileColumn],
    known: Known,
    *,
    mode: Mode,
    keys: frozenset[MatchKey],
    today: date,
    decisions: Mapping[tuple[int, int], RowDecision],
) -> Analysis:
    """Decide the fate of every row of a parsed table."""
    count = len(table)
    identity = identity_of(columns, count)
    is_out, is_new, linked = _decisions(table, decisions)
    no_contact = _at({row: None for row, _, issue in table.row_issues if issue.code in NOT_A_CONTACT}, count)
    is_out |= no_contact
    recognition = _recognise(identity, known, keys, is_new, linked)
    same = find_same_contact(columns, identity, recognition, keys, is_out=is_out, is_new=is_new)
    builder = RemarkBuilder()
    dropped = _row_rules(columns, known, recognition, today, builder, count)
    is_error = _cell_errors(columns, dropped, count, builder)
    is_error |= _required(columns, is_out, count, builder)

    is_known = recognition.found != Found.NOBODY
    skipped = is_out | _at(same.repeats, count)
    if mode is Mode.ADD_ONLY:
        skipped |= is_known
    in_doubt = np.isin(recognition.found, (Found.SEVERAL, Found.KEYS_DISAGREE))
    rejected = (is_error | in_doubt | _at(same.clashes, count)) & ~skipped
    numbers = taken_numbers(identity, columns, known, recognition.position, ~rejected & ~skipped)
    rejected |= _at(numbers.taken, count) & ~skipped

    changes = _compare(columns, known, recognition, dropped, ~skipped & ~rejected, today)
    changed = np.zeros(count, bool)
    for some in changes.values():
        changed[some.rows] = True
    outcome = np.where(is_known, np.where(changed, _UPDATE, _UNCHANGED), _CREATE)
    outcome = np.where(rejected, _REJECTED, outcome)
    outcome = np.where(skipped, _SKIPPED, outcome).astype(np.int8)

    row_keys = name_keys(*(_effective(columns, known, recognition.position, name) for name in ("last_name", "first_name")))
    created = np.flatnonzero(outcome == _CREATE)
    near = near_contacts(columns, identity, row_keys, created[~is_new[created]], known)
    lives = np.isin(outcome, (_CREATE, _UPDATE, _UNCHANGED))
    spouses = find_spouses(columns, identity, known, recognition.position, lives)

    said = row_remarks.Sayer(table, columns, identity, known, builder, keys)
    said.hidden_and_split()
    said.same_contact(same)
    said.recognition(recognition, skipped)
    said.taken_numbers(numbers)
    said.near(near)
    said.near_in_file(row_keys, created, same)
    said.moves(changes)
    said.unknown_spouses(spouses)
    said.already_known(skipped & is_known & ~is_out & ~_at(same.repeats, count))

    return Analysis(
        outcome=outcome,
        contact_ids=_of_known(known.ids, recognition.position),
        versions=_of_known(known.versions, recognition.position),
        found=recognition.found.astype(np.int8),
        name_keys=row_keys,
        stored_numbers=_of_known(known.column("client_number"), recognition.position),
        spouse_rows=spouses.rows,
        spouse_contacts=spouses.contacts,
        needs_decision=_at(near, count),
        candidates=_candidates(recognition, near, known, same),
        changes=changes,
        dropped={name: rows for name, flags in dropped.items() if len(rows := np.flatnonzero(flags))},
        remarks=builder.build().only_codes(np.flatnonzero(no_contact), NOT_A_CONTACT),
    )


def _decisions(
    table: MappedTable, decisions: Mapping[tuple[int, int], RowDecision]
) -> tuple[np.ndarray, np.ndarray, dict[int, int]]:
    count = len(table)
    is_out, is_new, linked = np.zeros(count, bool), np.zeros(count, bool), {}
    if decisions:
        for row, key in enumerate(zip(table.row_numbers.tolist(), table.parts.tolist(), strict=True)):
            decision = decisions.get(key)
            if decision is None:
                continue
            is_out[row] = decision.action == "skip"
            is_new[row] = decision.action == "create"
            if decision.action == "link" and decision.contact_id is not None:
                linked[row] = decision.contact_id
    return is_out, is_new, linked


def _recognise(
    identity: Identity, known: Known, keys: frozenset[MatchKey], is_new: np.ndarray, linked: Mapping[int, int]
) -> Recognition:
    recognition = recognise(identity, known, keys)
    found, position, candidates = recognition.found, recognition.position, dict(recognition.candidates)
    found[is_new], position[is_new] = Found.NOBODY, -1
    if linked:
        rows = np.fromiter(linked, np.int64, len(linked))
        places = known.positions_of(np.fromiter(linked.values(), np.int64, len(linked)))
        rows, places = rows[places >= 0], places[places >= 0]
        found[rows], position[rows] = Found.BY_CHOICE, places
    for row in [*np.flatnonzero(is_new).tolist(), *linked]:
        if found[row] not in (Found.SEVERAL, Found.KEYS_DISAGREE):
            candidates.pop(row, None)
    return Recognition(found, position, candidates)


def _row_rules(
    columns: Mapping[str, FileColumn], known: Known, recognition: Recognition, today: date, builder: RemarkBuilder, count: int
) -> dict[str, np.ndarray]:
    """Apply the rules over several columns; gives the cells that are not taken over."""
    values, filled = effective_values(columns, known, recognition.position, ROW_RULE_FIELDS)
    dropped: dict[str, np.ndarray] = {}
    for finding in check_rows(values, filled, count, today):
        row_remarks.add_finding(finding, columns.get(finding.field_name), builder)
        if finding.drops_value:
            dropped.setdefault(finding.field_name, np.zeros(count, bool))[finding.rows] = True
    return dropped


def _cell_errors(
    columns: Mapping[str, FileColumn], dropped: Mapping[str, np.ndarray], count: int, builder: RemarkBuilder
) -> np.ndarray:
    """Say the remarks of the cells; bool per row: a cell cannot be taken (or a rule over several columns is broken)."""
    nowhere = np.zeros(count, bool)
    is_error = builder.rows_in_error(count)
    for name, column in columns.items():
        void = dropped.get(name, nowhere)
        builder.add_distinct(name, column.cells.codes, column.parsed.remarks, void)
        is_error |= column.is_error & ~void
    return is_error


def _required(columns: Mapping[str, FileColumn], is_out: np.ndarray, count: int, builder: RemarkBuilder) -> np.ndarray:
    lacking = np.zeros(count, bool)
    for name in REQUIRED:
        column = columns.get(name)
        missing = ~column.is_given if column is not None else np.ones(count, bool)
        lacking |= missing
        row_remarks.add_required(name, np.flatnonzero(missing & ~is_out), builder)
    return lacking


def _compare(
    columns: Mapping[str, FileColumn],
    known: Known,
    recognition: Recognition,
    dropped: Mapping[str, np.ndarray],
    lives: np.ndarray,
    today: date,
) -> dict[str, ColumnChanges]:
    rows = np.flatnonzero(lives & (recognition.position >= 0))
    if not len(rows):
        return {}
    positions = recognition.position[rows]
    nowhere = np.zeros(len(lives), bool)
    compared = {
        name: compare_column(column, known, rows, positions, dropped.get(name, nowhere), today) for name, column in columns.items()
    }
    return {name: changes for name, changes in compared.items() if len(changes.rows)}


def _effective(columns: Mapping[str, FileColumn], known: Known, position: np.ndarray, name: str) -> np.ndarray:
    """What a column holds once the row is applied: the file's value where it gives one, else the stored one."""
    return effective_values(columns, known, position, frozenset({name}))[0][name]


def _at(rows: Mapping[int, object], count: int) -> np.ndarray:
    flags = np.zeros(count, bool)
    flags[list(rows)] = True
    return flags


def _of_known(values: np.ndarray, position: np.ndarray) -> np.ndarray:
    """The contact's value for each row; 0 or None without a contact."""
    result = np.zeros(len(position), values.dtype) if values.dtype != object else np.full(len(position), None, object)
    has = position >= 0
    result[has] = values[position[has]]
    return result


def _candidates(
    recognition: Recognition, near: Mapping[int, tuple[object, ...]], known: Known, same: SameContact
) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for row, positions in recognition.candidates.items():
        found[row] = tuple((int(known.ids[p]), "") for p in positions)
    for row in same.clashes:
        position = int(recognition.position[row])
        if position >= 0 and row not in found:
            found[row] = ((int(known.ids[position]), ""),)
    for row, contacts in near.items():
        found[row] = tuple((int(known.ids[c.position]), c.why) for c in contacts)  # type: ignore[attr-defined]  # NearContact
    return found
