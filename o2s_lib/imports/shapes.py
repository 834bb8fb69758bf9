"""What the import services take and give: settings of a draft, and the views that pages and scripts show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from o2s_lib.issues import Issue


class Outcome(StrEnum):
    """What becomes of a row; each row has exactly one."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REJECTED = "rejected"


class Mode(StrEnum):
    """What is done with contacts already known."""

    ADD_UPDATE = "add-update"
    ADD_ONLY = "add-only"


class MatchKey(StrEnum):
    """What a contact is recognised by; with both, either is enough."""

    CODE = "code"
    NAME = "name"


@dataclass(frozen=True)
class ColumnChoice:
    """What one column of the file feeds.

    Args:
        position: 0-based position in the sheet.
        header: Text of the header, as the file has it.
        target: Identifier of a field (`last_name`), `criterion:<label>` for a vigilance criterion, `split:full_name`
            for a full name to be split, or None: not imported.
        how: "technical" (row 1), "label", "synonym", "similar" (a typing slip of one of our labels), "remembered", "user",
            "reject" (a column that our own workbook of rejects adds), or "" when None.
        proposal: What the column could feed, shown « (proposé) » and never applied by itself; only where `target` is None.
    """

    position: int
    header: str
    target: str | None
    how: str = ""
    proposal: str | None = None


@dataclass(frozen=True)
class Mapping:
    """How a file's columns feed ours.

    Args:
        columns: One per column of the file, left to right.
        constants: field identifier -> one text for every row (where the file has no such column).
        derived: field identifier -> {"column": position, "values": {text of the file: our text}}, a rule from another column.
        splits_couples: « M. et Mme » in one row becomes two linked contacts.
    """

    columns: tuple[ColumnChoice, ...]
    constants: dict[str, str] = field(default_factory=dict)
    derived: dict[str, dict[str, Any]] = field(default_factory=dict)
    splits_couples: bool = True


@dataclass(frozen=True)
class RowLine:
    """A row of the preview's table. `index` is its position in the plan, `row` its number in the spreadsheet."""

    index: int
    row: int
    part: int
    outcome: Outcome
    contact: str
    file_code: str
    changes: int
    remark: str
    fields: str


@dataclass(frozen=True)
class RowPage:
    """One page of the preview's table; `total` counts the rows under the same filter."""

    total: int
    lines: tuple[RowLine, ...]


@dataclass(frozen=True)
class Change:
    """A cell before and after, as text for the screen (dates JJ/MM/AAAA, amounts with comma); None is empty."""

    field_name: str
    label: str
    before: str | None
    after: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A stored contact that a row may be. `why` is a French phrase; `values` are texts by label, in the order of show."""

    contact_id: int
    name: str
    why: str
    values: dict[str, str]


@dataclass(frozen=True)
class WrongCell:
    """A cell to be put right: its text as the file (or a later correction) has it, and what is wrong with it."""

    field_name: str
    label: str
    text: str
    messages: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowDetail:
    """Everything about one row of the preview."""

    index: int
    row: int
    part: int
    outcome: Outcome
    contact: str
    matched_by: str
    contact_id: int | None
    contact_updated_at: datetime | None
    changes: tuple[Change, ...]
    same: tuple[Change, ...]
    wrong: tuple[WrongCell, ...]
    candidates: tuple[Candidate, ...]
    file_values: dict[str, str]
    issues: tuple[Issue, ...]
    needs_decision: bool
    decision: str


@dataclass(frozen=True)
class PlanSummary:
    """The numbers of a preview. `counts` sum to `rows`; `version` grows with every change of the plan."""

    rows: int
    counts: dict[Outcome, int]
    issue_counts: dict[str, int]
    to_settle: int
    undecided_near: int
    version: int
    saved_at: datetime | None = None


@dataclass(frozen=True)
class RemarkGroup:
    """All the remarks of one code on one column (or on all, for `column` None).

    Args:
        state: "à régler" (errors), "à décider" (near contacts), "à confirmer" (warnings with a fix), "corrigé" (info).
        fix: "replace", "year_pivot", "create_category", "add_list_value", "near", "rows" or "" when there is none.
    """

    code: str
    level: str
    title: str
    column: str | None
    field_name: str | None
    cells: int
    state: str
    advice: str
    fix: str


@dataclass(frozen=True)
class RemarkCell:
    """One cell of a group: its row in the plan and in the file, who, what the file holds, what will be read."""

    index: int
    row: int
    contact: str
    label: str
    value: str
    reading: str


@dataclass(frozen=True)
class DraftSummary:
    """A line of « Brouillons en cours »."""

    draft_id: str
    filename: str
    rows: int
    step: str
    rejected: int
    saved_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class BatchSummary:
    """A line of « Lots d'import »."""

    batch_id: int
    number: int
    kind: str
    filename: str
    mode: str
    actor_name: str
    created_at: datetime
    counts: dict[Outcome, int]
    state: str
    undone_at: datetime | None
    undone: int
    undoable: int
    sha256: str


@dataclass(frozen=True)
class UndoConflict:
    """A contact that changed since the batch: the field, its value after the batch and now, by whom and when."""

    contact_id: int
    contact: str
    label: str
    after_batch: str | None
    now: str | None
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True)
class UndoPlan:
    """What undoing a batch will do; `conflicts` keep their contacts as they are."""

    batch_id: int
    to_remove: int
    to_restore: int
    conflicting: int
    conflicts: tuple[UndoConflict, ...]
    fingerprint: str
