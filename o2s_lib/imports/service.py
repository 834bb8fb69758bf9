"""The import of contacts, as pages, notebooks and scripts use it. Every function takes the actor first and asks the policy.

`start_draft` → `change_draft` → `preview` → `edit_cells`, `decide_rows`, `apply_fix` → `commit` → `undo`. Looking writes
nothing to the contacts; only `commit` and `undo` do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from o2s_lib import access, clock, jobs
from o2s_lib.access import Action, Actor
from o2s_lib.errors import ChoiceNeeded, RowsRejected
from o2s_lib.imports import drafts, revising, views
from o2s_lib.imports.applying import BatchInput, apply_plan
from o2s_lib.imports.batches import batch_changes, batch_file, batch_rejects, get_batch, list_batches
from o2s_lib.imports.drafts import Draft, Reading, new_draft, read_draft, read_file, save_draft
from o2s_lib.imports.exporting import export_contacts
from o2s_lib.imports.firm_template import adopt, adopt_template, current_template, template_file, template_info
from o2s_lib.imports.gather import read_contacts
from o2s_lib.imports.plan import Plan, Progress, silent
from o2s_lib.imports.previewing import make_preview, open_draft_source, read_kept_plan
from o2s_lib.imports.rejects import rejects_of_plan
from o2s_lib.imports.remark_kinds import remark_groups as groups_of
from o2s_lib.imports.remembering import remember_fix, remember_mapping, remembered_mapping, remembered_replacements
from o2s_lib.imports.shapes import (
    BatchSummary,
    DraftSummary,
    MatchKey,
    Mode,
    Outcome,
    PlanSummary,
    RemarkCell,
    RemarkGroup,
    RowDetail,
    RowPage,
    UndoPlan,
)
from o2s_lib.imports.shapes import Mapping as ColumnMapping
from o2s_lib.imports.source import open_source, reading_of, unreadable
from o2s_lib.imports.undoing import apply_undo
from o2s_lib.imports.undoing import plan_undo as undo_planned
from o2s_lib.store import Store
from o2s_lib.store.tables import Contact

PREVIEW_JOB = "contact_preview"
COMMIT_JOB = "contact_commit"
LONG_ROWS = 8_000
"""Above so many rows a preview or an import runs as a job with progress."""


def start_draft(actor: Actor, store: Store, filename: str, content: bytes) -> Draft:
    """Receive a file: it is read, laid out and kept as a draft. Nothing is imported.

    Raises:
        FileRefused: It cannot be read as a table of contacts; nothing is kept.
    """
    access.check(actor, Action.CONTACTS_IMPORT)
    with store.reading() as connection:
        template = current_template(connection)
        try:
            source = open_source(content, filename, remembered=remembered_mapping(connection), firm_template=template)
        except ChoiceNeeded as choice:
            draft = new_draft(filename, content, unreadable(filename, choice))
        else:
            reading = reading_of(source)
            draft = new_draft(
                filename,
                content,
                reading,
                mapping=source.mapping,
                keys=frozenset({MatchKey.CODE}) if reading.filled_codes else frozenset(),
                adopt_template=source.template is not None and source.template != template,
                remembered=remembered_replacements(connection),
            )
    with store.unit_of_work() as work:
        drafts.insert_draft(work.connection, actor, draft, content)
        work.commit()
    return draft


def list_drafts(actor: Actor, store: Store) -> list[DraftSummary]:
    """The actor's imports under way, latest first; expired ones are gone."""
    access.check(actor, Action.DRAFTS_USE)
    with store.reading() as connection:
        return drafts.summaries(connection, actor)


def get_draft(actor: Actor, store: Store, draft_id: str) -> Draft:
    """One draft of the actor. Raises NotFound."""
    access.check(actor, Action.DRAFTS_USE)
    with store.reading() as connection:
        return read_draft(connection, actor, draft_id)


def delete_draft(actor: Actor, store: Store, draft_id: str) -> None:
    """Forget a draft, its file and its preview."""
    access.check(actor, Action.DRAFTS_USE)
    with store.unit_of_work() as work:
        drafts.remove_draft(work.connection, actor, draft_id)
        work.commit()


_UNSET: Any = object()


def change_draft(
    actor: Actor,
    store: Store,
    draft_id: str,
    *,
    sheet: str | None = _UNSET,
    encoding: str | None = _UNSET,
    mapping: ColumnMapping = _UNSET,
    mode: Mode | None = _UNSET,
    keys: Collection[MatchKey] = _UNSET,
    skip_hidden: bool = _UNSET,
    adopt_template: bool = _UNSET,
) -> Draft:
    """Change how a draft is read or matched; its preview is to be made again.

    A new sheet or encoding reads the file again and proposes a new mapping; a mapping is kept for the next file with the same headers.

    Raises:
        FileRefused: The file cannot be read that way; the draft stays as it was.
    """
    access.check(actor, Action.DRAFTS_USE)
    with store.reading() as connection:
        draft = read_draft(connection, actor, draft_id)
        changed = replace(draft, step="file", **_given(mode=mode, skip_hidden=skip_hidden, adopt_template=adopt_template))
        if keys is not _UNSET:
            changed = replace(changed, keys=frozenset(keys))
        if sheet is not _UNSET or encoding is not _UNSET:
            wanted = {"wanted_sheet": sheet, "wanted_encoding": encoding}
            changed = replace(changed, mapping=None, edits={}, decisions={}, **_given(**wanted))
            changed = _read_again(connection, changed)
        if mapping is not _UNSET:
            changed = _read_again(connection, replace(changed, mapping=mapping))
    if changed == draft:
        return draft
    if mapping is not _UNSET:
        remember_mapping(actor, store, changed)
    return save_draft(store, changed)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not _UNSET}


def _read_again(connection: Connection, draft: Draft) -> Draft:
    content = read_file(connection, draft.draft_id)
    remembered = remembered_mapping(connection)
    source = open_source(
        content,
        draft.filename,
        sheet=draft.wanted_sheet,
        encoding=draft.wanted_encoding,
        mapping=draft.mapping,
        remembered=remembered,
        firm_template=current_template(connection),
    )
    reading = reading_of(source)
    keys = draft.keys or (frozenset({MatchKey.CODE}) if reading.filled_codes else frozenset())
    return replace(draft, reading=reading, mapping=source.mapping, keys=keys)


def is_long(draft: Draft) -> bool:
    """The draft is better previewed and imported by a job."""
    return draft.reading.rows > LONG_ROWS


def preview(actor: Actor, store: Store, draft_id: str, progress: Progress | None = None) -> PlanSummary:
    """Make the plan of a draft and keep it. Writes nothing to the contacts.

    Raises:
        PreviewNeeded: The mode or the keys are not chosen. FileRefused, ChoiceNeeded: Columns are still to be settled.
    """
    access.check(actor, Action.CONTACTS_IMPORT)
    draft, plan = make_preview(actor, store, draft_id, progress or silent)
    return views.summary(plan, draft.version, draft.saved_at)


def start_preview_job(actor: Actor, store: Store, draft_id: str) -> str:
    """Make the plan in a process of its own; gives the job's id."""
    access.check(actor, Action.JOBS_RUN)
    return jobs.start_job(actor, store, PREVIEW_JOB, {"draft_id": draft_id})


def start_commit_job(actor: Actor, store: Store, draft_id: str, *, skip_rejected: bool = False) -> str:
    """Import in a process of its own; gives the job's id. Its result holds `batch_id`."""
    access.check(actor, Action.JOBS_RUN)
    return jobs.start_job(actor, store, COMMIT_JOB, {"draft_id": draft_id, "skip_rejected": skip_rejected})


def plan_summary(actor: Actor, store: Store, draft_id: str) -> PlanSummary:
    """The numbers of the preview. Raises PreviewNeeded."""
    draft, plan = _kept(actor, store, draft_id)
    return views.summary(plan, draft.version, draft.saved_at)


def plan_rows(
    actor: Actor,
    store: Store,
    draft_id: str,
    *,
    outcomes: Collection[Outcome] = (),
    code: str | None = None,
    column: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> RowPage:
    """A page of the rows, by outcome or by kind of remark (`column` is an identifier)."""
    _, plan = _kept(actor, store, draft_id)
    return views.page(plan, views.chosen_rows(plan, outcomes=outcomes, code=code, column=column), offset, limit)


def plan_row_position(
    actor: Actor,
    store: Store,
    draft_id: str,
    index: int,
    *,
    outcomes: Collection[Outcome] = (),
    code: str | None = None,
    column: str | None = None,
) -> int | None:
    """Where a row stands under a filter, from 0; None when the filter leaves it out."""
    _, plan = _kept(actor, store, draft_id)
    rows = views.chosen_rows(plan, outcomes=outcomes, code=code, column=column)
    at = int(np.searchsorted(rows, index))
    return at if at < len(rows) and rows[at] == index else None


def row_detail(actor: Actor, store: Store, draft_id: str, index: int) -> RowDetail:
    """Everything about one row."""
    draft, plan = _kept(actor, store, draft_id)
    ids = [int(plan.analysis.contact_ids[index]), *(contact for contact, _ in plan.analysis.candidates.get(index, ()))]
    with store.reading() as connection:
        wanted = [contact for contact in dict.fromkeys(ids) if contact]
        known = read_contacts(connection, dict.fromkeys((*plan.columns, *views.CANDIDATE_COLUMNS)), wanted)
        table = Contact.__table__
        instants = connection.execute(select(table.c.id, table.c.updated_at).where(table.c.id.in_(wanted)))
        updated_at: dict[int, datetime] = {int(node): at for node, at in instants}
        lists = _lists(connection, draft)
    return views.detail(plan, index, known, updated_at, lists)


def _lists(connection: Connection, draft: Draft) -> Any:
    from o2s_lib.imports.previewing import lists_for

    return lists_for(connection, draft)


def edit_cells(actor: Actor, store: Store, draft_id: str, index: int, texts: Mapping[str, str]) -> PlanSummary:
    """Correct cells of one row ("" empties); only it, and the rows that share a key with it, are decided again."""
    access.check(actor, Action.DRAFTS_USE)
    return _summary(actor, store, draft_id, revising.edit_cells(actor, store, draft_id, index, texts))


def decide_rows(
    actor: Actor, store: Store, draft_id: str, indices: Iterable[int], action: str, contact_id: int | None = None
) -> PlanSummary:
    """Say what becomes of rows in doubt: "link", "create", "skip" or "undecide"."""
    access.check(actor, Action.DRAFTS_USE)
    return _summary(actor, store, draft_id, revising.decide_rows(actor, store, draft_id, indices, action, contact_id))


def apply_fix(actor: Actor, store: Store, draft_id: str, fix: Mapping[str, Any], *, remember: bool = False) -> PlanSummary:
    """One fix for all the cells of a kind.

    Args:
        fix: `{"kind": "replace", "column": name, "from": text or None, "to": text}`, `{"kind": "year_pivot", "pivot": 26}`,
            `{"kind": "create_category", "path": "Clients|X"}`, `{"kind": "add_list_value", "column": name, "value": text}`,
            `{"kind": "near", "rule": "update_same_birth_date" | "create_all" | "link_all"}` or `{"kind": "reject"}`.
        remember: Keep the choice for the next file (replacements and the year pivot).
    """
    access.check(actor, Action.DRAFTS_USE)
    plan = revising.apply_fix(actor, store, draft_id, fix)
    if remember:
        remember_fix(actor, store, fix)
    return _summary(actor, store, draft_id, plan)


def remark_groups(actor: Actor, store: Store, draft_id: str) -> list[RemarkGroup]:
    """The remarks by kind, errors first."""
    _, plan = _kept(actor, store, draft_id)
    return groups_of(plan)


def remark_cells(
    actor: Actor,
    store: Store,
    draft_id: str,
    code: str,
    column: str | None = None,
    *,
    offset: int = 0,
    limit: int = 50,
    year_pivot: int | None = None,
) -> tuple[int, list[RemarkCell]]:
    """Cells of a kind, and how each would be read under a pivot year; gives (how many in all, one page)."""
    draft, plan = _kept(actor, store, draft_id)
    with store.reading() as connection:
        lists = _lists(connection, draft)
    return views.remark_cells(plan, code, column, offset, limit, year_pivot, lists)


def remark_values(actor: Actor, store: Store, draft_id: str, code: str, column: str | None = None) -> list[tuple[str, int]]:
    """The distinct texts of a kind of remark, most frequent first, with how many cells hold each."""
    _, plan = _kept(actor, store, draft_id)
    return views.remark_values(plan, code, column)


def commit(
    actor: Actor, store: Store, draft_id: str, *, skip_rejected: bool = False, progress: Progress | None = None
) -> BatchSummary:
    """Import: all rows that are to be created or updated, in one transaction; the draft is gone afterwards.

    Raises:
        RowsRejected: Rows are rejected and `skip_rejected` is false. RecordsChangedSincePreview: Contacts moved since the preview.
    """
    access.check(actor, Action.CONTACTS_IMPORT)
    draft, plan = _kept(actor, store, draft_id)
    rejected = plan.counts()[Outcome.REJECTED]
    if rejected and not skip_rejected:
        raise RowsRejected(f"{rejected} lignes sont rejetées : corrigez-les, ou importez sans elles.")
    with store.reading() as connection:
        content = read_file(connection, draft_id)
        template = current_template(connection)
    batch = _batch_input(draft, plan, content, rejects_of_plan(plan, template) if rejected else None)
    batch_id = apply_plan(actor, store, plan, batch, clock.now(), progress or silent)
    delete_draft(actor, store, draft_id)
    return get_batch(actor, store, batch_id)


def _batch_input(draft: Draft, plan: Plan, content: bytes, rejects: bytes | None) -> BatchInput:
    template = None
    names: dict[str, str | None] = {}
    if draft.adopt_template or plan.table.criteria:
        source = open_draft_source(draft, content)
        template = source.template if draft.adopt_template else None
        names = source.criterion_names()
    return BatchInput(
        filename=draft.filename,
        sha256=draft.sha256,
        files={"original": content, **({"rejects": rejects} if rejects is not None else {})},
        new_categories=draft.new_categories,
        new_list_values=draft.new_list_values,
        criterion_names=names,
        details={"corrected_cells": len(draft.edits), "decisions": len(draft.decisions), "sheet": draft.sheet},
        also=None if template is None else lambda connection, actor: adopt(connection, actor, template, draft.filename),
    )


def plan_undo(actor: Actor, store: Store, batch_id: int) -> UndoPlan:
    """What undoing a batch would do now, conflicts named."""
    access.check(actor, Action.IMPORT_UNDO)
    with store.reading() as connection:
        return undo_planned(connection, batch_id)


def undo(
    actor: Actor, store: Store, batch_id: int, *, leave_conflicts: bool = False, fingerprint: str | None = None
) -> BatchSummary:
    """Put back every « before » of a batch; gives the batch as it stands then.

    Args:
        leave_conflicts: Contacts that changed since keep what they have, the others are undone.
        fingerprint: Of the `UndoPlan` that was shown; the undo is refused when it would do something else by now.
    """
    access.check(actor, Action.IMPORT_UNDO)
    apply_undo(actor, store, batch_id, leave_conflicts=leave_conflicts, fingerprint=fingerprint, at=clock.now())
    return get_batch(actor, store, batch_id)


def rejects_workbook(actor: Actor, store: Store, draft_id: str) -> bytes:
    """The rejected rows as an .xlsx in the import layout, with a column « Motif du rejet »."""
    _, plan = _kept(actor, store, draft_id)
    with store.reading() as connection:
        template = current_template(connection)
    return rejects_of_plan(plan, template)


def _kept(actor: Actor, store: Store, draft_id: str) -> tuple[Draft, Plan]:
    access.check(actor, Action.DRAFTS_USE)
    return read_kept_plan(actor, store, draft_id)


def _summary(actor: Actor, store: Store, draft_id: str, plan: Plan) -> PlanSummary:
    draft = get_draft(actor, store, draft_id)
    return views.summary(plan, draft.version, draft.saved_at)


def run_preview_job(context: jobs.JobContext) -> dict[str, Any]:
    """Handler of `PREVIEW_JOB`."""
    summary = preview(context.actor, context.store, context.params["draft_id"], context.progress)
    return {"rows": summary.rows}


def run_commit_job(context: jobs.JobContext) -> dict[str, Any]:
    """Handler of `COMMIT_JOB`."""
    params = context.params
    batch = commit(
        context.actor, context.store, params["draft_id"], skip_rejected=params["skip_rejected"], progress=context.progress
    )
    return {"batch_id": batch.batch_id}


__all__ = [
    "Draft",
    "Reading",
    "adopt_template",
    "apply_fix",
    "batch_changes",
    "batch_file",
    "batch_rejects",
    "change_draft",
    "commit",
    "decide_rows",
    "delete_draft",
    "edit_cells",
    "export_contacts",
    "get_batch",
    "get_draft",
    "is_long",
    "list_batches",
    "list_drafts",
    "plan_row_position",
    "plan_rows",
    "plan_summary",
    "plan_undo",
    "preview",
    "rejects_workbook",
    "remark_cells",
    "remark_groups",
    "remark_values",
    "row_detail",
    "start_commit_job",
    "start_draft",
    "start_preview_job",
    "template_file",
    "template_info",
    "undo",
]
