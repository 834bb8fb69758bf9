"""What the preview's screens and the command line show of a plan: pages of rows, one row in full, remarks by kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from o2s_lib.fields import Lists, allowed_values, parse_column, to_text
from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.analysis import OUTCOMES
from o2s_lib.imports.cells import cell_text
from o2s_lib.imports.known import Known
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.recognition import Found
from o2s_lib.imports.remark_kinds import short_title
from o2s_lib.imports.remark_table import LEVELS, as_issues, label_of
from o2s_lib.imports.row_remarks import contact_name
from o2s_lib.imports.shapes import Candidate, Change, Outcome, PlanSummary, RemarkCell, RowDetail, RowLine, RowPage, WrongCell
from o2s_lib.issues import Level

CANDIDATE_COLUMNS = (
    "last_name",
    "first_name",
    "birth_name",
    "birth_date",
    "home_postcode",
    "home_town",
    "personal_email",
    "file_code",
    "client_number",
    "contact_type",
)
"""What is shown of a contact that a row may be."""

MOST_CHOICES = 60
"""A longer list is not offered as a drop-down for a wrong cell."""

_SETTLED_BY_DECISION = ("SEVERAL_CONTACTS", "KEYS_DISAGREE", "DUPLICATE_KEY_IN_FILE")


def summary(plan: Plan, version: int, saved_at: datetime | None) -> PlanSummary:
    """The numbers of a preview."""
    remarks = plan.analysis.remarks
    levels = np.bincount(remarks.levels(), minlength=len(LEVELS))
    undecided = int(plan.analysis.needs_decision.sum())
    rejected = plan.analysis.outcome == OUTCOMES.index(Outcome.REJECTED)
    to_settle = int(np.count_nonzero((remarks.levels() == 0) & rejected[remarks.rows])) + undecided
    counts = {level.value: int(levels[position]) for position, level in enumerate(LEVELS)}
    return PlanSummary(len(plan), plan.counts(), counts, to_settle, undecided, version, saved_at)


def chosen_rows(
    plan: Plan, *, outcomes: Collection[Outcome] = (), code: str | None = None, column: str | None = None
) -> np.ndarray:
    """Positions of the rows under a filter, ascending; an empty filter keeps all."""
    keep = np.ones(len(plan), bool)
    if outcomes:
        keep &= np.isin(plan.analysis.outcome, [OUTCOMES.index(Outcome(outcome)) for outcome in outcomes])
    if code is not None:
        remarks = plan.analysis.remarks
        said = remarks.codes() == code
        if column is not None:
            said &= remarks.columns == (remarks.names.index(column) if column in remarks.names else -2)
        has = np.zeros(len(plan), bool)
        has[remarks.rows[said]] = True
        keep &= has
    return np.flatnonzero(keep)


def page(plan: Plan, rows: np.ndarray, offset: int, limit: int) -> RowPage:
    """One page of the chosen rows."""
    shown = rows[offset : offset + limit]
    changed = _changed_columns(plan, shown)
    return RowPage(len(rows), tuple(_line(plan, int(row), changed[int(row)]) for row in shown))


def _changed_columns(plan: Plan, rows: np.ndarray) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {int(row): [] for row in rows}
    for name, changes in plan.analysis.changes.items():
        for row in np.intersect1d(rows, changes.rows, assume_unique=True):
            names[int(row)].append(name)
    return names


def _line(plan: Plan, row: int, changed: Sequence[str]) -> RowLine:
    number, part = plan.row_key(row)
    outcome = plan.outcome(row)
    count = len(changed)
    fields = ""
    if outcome is Outcome.CREATE:
        count = filled_cells(plan, row)
    elif changed:
        rest = len(changed) - 1
        fields = label_of(changed[0]).removeprefix("Client ") + (f" et {rest} autre{'s' if rest > 1 else ''}" if rest else "")
    return RowLine(
        row, number, part, outcome, name_of(plan, row), text_of(plan, "file_code", row), count, _main_remark(plan, row), fields
    )


def filled_cells(plan: Plan, row: int) -> int:
    """How many cells of the file are taken over for this row."""
    return sum(
        1
        for name, column in plan.columns.items()
        if column.parsed.values[column.cells.codes[row]] is not None and row not in _dropped(plan, name)
    )


def _dropped(plan: Plan, name: str) -> np.ndarray | tuple[()]:
    return plan.analysis.dropped.get(name, ())


def _main_remark(plan: Plan, row: int) -> str:
    entries = plan.analysis.remarks.of_row(row)
    if not entries:
        return ""
    worst = min(entries, key=lambda entry: LEVELS.index(entry[1].level))[1]
    return short_title(worst.code) if worst.level is not Level.INFO or plan.outcome(row) is not Outcome.UPDATE else ""


def name_of(plan: Plan, row: int) -> str:
    """« DUPONT Jean » as the row says it."""
    return contact_name(text_of(plan, "last_name", row) or None, text_of(plan, "first_name", row) or None)


def text_of(plan: Plan, name: str, row: int) -> str:
    """Text of a cell: its value as the screen shows it, else what the file has."""
    column = plan.columns.get(name)
    if column is None:
        return ""
    value = column.parsed.values[column.cells.codes[row]]
    return shown(name, value) or cell_text(column.cells.cell(row)).strip()


def shown(name: str, value: Any) -> str | None:
    """A canonical value as the screen shows it."""
    if value is None:
        return None
    field = fields_by_name().get(name)
    return to_text(field, value) if field is not None else str(value)


def detail(plan: Plan, row: int, known: Known, updated_at: dict[int, datetime], lists: Lists) -> RowDetail:
    """Everything about one row.

    Args:
        known: At least the row's contact and candidates, with the columns of the file and `CANDIDATE_COLUMNS`.
        updated_at: contact id -> instant of its last change.
    """
    number, part = plan.row_key(row)
    contact = int(plan.analysis.contact_ids[row])
    entries = plan.analysis.remarks.of_row(row)
    position = int(known.positions_of(np.asarray([contact]))[0]) if contact else -1
    changes, same = _changes(plan, row, known, position)
    decision = plan.settings.decisions.get((number, part))
    return RowDetail(
        index=row,
        row=number,
        part=part,
        outcome=plan.outcome(row),
        contact=name_of(plan, row),
        matched_by=_matched_by(plan, row),
        contact_id=contact or None,
        contact_updated_at=updated_at.get(contact),
        changes=changes,
        same=same,
        wrong=_wrong_cells(plan, row, lists),
        candidates=_candidates(plan, row, known),
        file_values={label_of(name): text_of(plan, name, row) for name in CANDIDATE_COLUMNS if name in plan.columns},
        issues=tuple(as_issues(entries, sheet=plan.table.sheet, row=number)),
        needs_decision=bool(plan.analysis.needs_decision[row]),
        decision=decision.action if decision is not None else "",
    )


def _matched_by(plan: Plan, row: int) -> str:
    code, name = text_of(plan, "file_code", row), name_of(plan, row)
    return {
        Found.BY_CODE: f"Code dossier {code}",
        Found.BY_NAME: f"Nom et prénom {name}",
        Found.BY_BOTH: f"Code dossier {code} et nom",
        Found.BY_CHOICE: "votre choix",
    }.get(Found(int(plan.analysis.found[row])), "")


def _changes(plan: Plan, row: int, known: Known, position: int) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    notes: dict[str | None, list[str]] = {}
    for name, remark in plan.analysis.remarks.of_row(row):
        notes.setdefault(name, []).append(remark.message)
    changes, same = [], []
    for name, column in plan.columns.items():
        change = plan.analysis.changes.get(name)
        value = column.parsed.values[column.cells.codes[row]]
        at = int(np.searchsorted(change.rows, row)) if change is not None else 0
        if change is not None and at < len(change.rows) and change.rows[at] == row:
            said = [*notes.get(name, []), *(["Effacé par #SUPPR#."] if change.after[at] is None else [])]
            changes.append(
                Change(name, label_of(name), shown(name, change.before[at]), shown(name, change.after[at]), tuple(said))
            )
        elif plan.outcome(row) is Outcome.CREATE:
            if value is not None and row not in _dropped(plan, name):
                changes.append(Change(name, label_of(name), None, shown(name, value), tuple(notes.get(name, []))))
        elif value is not None and position >= 0:
            stored = shown(name, known.column(name)[position])
            same.append(Change(name, label_of(name), stored, stored, tuple(notes.get(name, []))))
    return tuple(changes), tuple(same)


def _wrong_cells(plan: Plan, row: int, lists: Lists) -> tuple[WrongCell, ...]:
    wrong: dict[str, list[str]] = {}
    for name, remark in plan.analysis.remarks.of_row(row):
        if remark.level is Level.ERROR and name is not None:
            wrong.setdefault(name, []).append(remark.message)
    return tuple(
        WrongCell(name, label_of(name), _raw_text(plan, name, row), tuple(messages), _choices(name, lists))
        for name, messages in wrong.items()
    )


def _raw_text(plan: Plan, name: str, row: int) -> str:
    column = plan.columns.get(name)
    return cell_text(column.cells.cell(row)) if column is not None else ""


def _choices(name: str, lists: Lists) -> tuple[str, ...]:
    field = fields_by_name().get(name)
    if field is None:
        return lists.criteria.get(name.removeprefix("criterion:"), ())
    choices = allowed_values(field, lists)
    return choices if len(choices) <= MOST_CHOICES else ()


def _candidates(plan: Plan, row: int, known: Known) -> tuple[Candidate, ...]:
    found = []
    for contact, why in plan.analysis.candidates.get(row, ()):
        position = int(known.positions_of(np.asarray([contact]))[0])
        if position < 0:
            continue
        values = {label_of(name): shown(name, known.column(name)[position]) or "" for name in CANDIDATE_COLUMNS}
        name = contact_name(known.column("last_name")[position], known.column("first_name")[position])
        found.append(Candidate(contact, name, why, values))
    return tuple(found)


def is_settled_by_decision(plan: Plan, row: int) -> bool:
    """The row's errors are doubts about who it is: a decision settles them, not a correction."""
    codes = {remark.code for _, remark in plan.analysis.remarks.of_row(row) if remark.level is Level.ERROR}
    return bool(codes) and codes <= set(_SETTLED_BY_DECISION)


def remark_cells(
    plan: Plan, code: str, column: str | None, offset: int, limit: int, year_pivot: int | None, lists: Lists
) -> tuple[int, list[RemarkCell]]:
    """Cells of a kind: how many, and one page with what each holds and how it is (or would be) read."""
    places = _places(plan, code, column)
    cells = []
    for row, name in places[offset : offset + limit]:
        number, _ = plan.row_key(row)
        raw = _raw_text(plan, name, row) if name else ""
        reading = text_of(plan, name, row) if name else ""
        if year_pivot is not None and name:
            reading = _reading_under(plan, name, row, year_pivot, lists)
        cells.append(RemarkCell(row, number, name_of(plan, row), label_of(name) if name else "", raw, reading))
    return len(places), cells


def remark_values(plan: Plan, code: str, column: str | None) -> list[tuple[str, int]]:
    """Distinct texts of a kind, most frequent first."""
    counts: dict[str, int] = {}
    for row, name in _places(plan, code, column):
        text = _raw_text(plan, name, row).strip() if name else ""
        counts[text] = counts.get(text, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _places(plan: Plan, code: str, column: str | None) -> list[tuple[int, str | None]]:
    remarks = plan.analysis.remarks
    said = remarks.codes() == code
    if column is not None:
        said &= remarks.columns == (remarks.names.index(column) if column in remarks.names else -2)
    names = [*remarks.names, None]
    return [(int(row), names[int(position)]) for row, position in zip(remarks.rows[said], remarks.columns[said], strict=True)]


def _reading_under(plan: Plan, name: str, row: int, year_pivot: int, lists: Lists) -> str:
    cell = plan.columns[name].cells.cell(row)
    parsed = parse_column(fields_by_name()[name], [None, cell], today=plan.settings.today, lists=lists, year_pivot=year_pivot)
    return shown(name, parsed.values[1]) or ""
