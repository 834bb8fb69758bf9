"""Putting a preview right: corrected cells, decisions on rows, one fix for all the cells of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from o2s_lib import clock
from o2s_lib.access import Actor
from o2s_lib.errors import O2SError
from o2s_lib.fields.catalogue import field_named
from o2s_lib.imports.analysis import RowDecision
from o2s_lib.imports.cells import cell_text
from o2s_lib.imports.drafts import Draft
from o2s_lib.imports.plan import Plan, build_plan, edited_table, replan
from o2s_lib.imports.previewing import gatherer, keep_plan, lists_for, read_kept_plan, settings_of
from o2s_lib.store import Store

MANY_ROWS = 4_000
"""Above so many rows to decide again, the whole plan is made again: quicker, and the same."""

Edits = Mapping[int, Mapping[str, str | None]]


def edit_cells(actor: Actor, store: Store, draft_id: str, index: int, texts: Mapping[str, str]) -> Plan:
    """Correct cells of one row; only that row, and those that share a key with it before or after, are decided again."""
    draft, plan = read_kept_plan(actor, store, draft_id)
    number, part = plan.row_key(index)
    edits = dict(draft.edits)
    edits.update({(number, part, name): text.strip() for name, text in texts.items()})
    cells = {name: text.strip() or None for name, text in texts.items()}
    return _again(actor, store, replace(draft, edits=edits), plan, [index], {index: cells})


def decide_rows(
    actor: Actor, store: Store, draft_id: str, indices: Iterable[int], action: str, contact_id: int | None = None
) -> Plan:
    """Say what becomes of rows in doubt.

    Args:
        action: "link" (to `contact_id`, or each row to its own first candidate when it is None), "create", "skip", or
            "undecide" to take the decision back.
    """
    draft, plan = read_kept_plan(actor, store, draft_id)
    rows = list(indices)
    decisions = dict(draft.decisions)
    for row in rows:
        decision = _decision(plan, row, action, contact_id)
        if decision is None:
            decisions.pop(plan.row_key(row), None)
        else:
            decisions[plan.row_key(row)] = decision
    return _again(actor, store, replace(draft, decisions=decisions), plan, rows, {})


def _decision(plan: Plan, row: int, action: str, contact_id: int | None) -> RowDecision | None:
    if action == "undecide":
        return None
    if action == "link" and contact_id is None:
        candidates = plan.analysis.candidates.get(row)
        return RowDecision("link", candidates[0][0]) if candidates else None
    if action not in ("link", "create", "skip"):
        raise O2SError("Décision inconnue.")
    return RowDecision(action, contact_id)


def apply_fix(actor: Actor, store: Store, draft_id: str, fix: Mapping[str, Any]) -> Plan:
    """Apply one fix to all the cells that it concerns; the kinds are those of `service.apply_fix`."""
    draft, plan = read_kept_plan(actor, store, draft_id)
    match fix["kind"]:
        case "replace":
            return _replace(actor, store, draft, plan, fix["column"], fix.get("from"), fix["to"])
        case "year_pivot":
            rows = rows_with(plan, "DATE_TWO_DIGIT_YEAR")
            return _again(actor, store, replace(draft, year_pivot=int(fix["pivot"])), plan, rows, {})
        case "create_category":
            path = fix["path"]
            changed = replace(draft, new_categories=tuple(dict.fromkeys((*draft.new_categories, path))))
            return _again(actor, store, changed, plan, rows_with(plan, "CATEGORY_UNKNOWN", "contact_type"), {})
        case "add_list_value":
            value = (field_named(fix["column"]).list_name, fix["value"])
            changed = replace(draft, new_list_values=tuple(dict.fromkeys((*draft.new_list_values, value))))
            return _again(actor, store, changed, plan, rows_with(plan, "LIST_VALUE_UNKNOWN", fix["column"]), {})
        case "near":
            return _decide_near(actor, store, draft, plan, fix["rule"])
        case "reject":
            return plan
    raise O2SError("Correction inconnue.")


def _replace(actor: Actor, store: Store, draft: Draft, plan: Plan, column: str, text: str | None, new: str) -> Plan:
    cells = plan.columns[column].cells
    texts = [cell_text(value).strip() for value in cells.values]
    if text is None:
        wanted = {texts[code] for code in np.unique(cells.codes[plan.columns[column].is_error])}
    else:
        wanted = {text.strip()}
    codes = [code for code, known in enumerate(texts) if known in wanted and code != 0]
    rows = np.flatnonzero(np.isin(cells.codes, codes))
    replacements = {name: dict(some) for name, some in draft.replacements.items()}
    replacements.setdefault(column, {}).update(dict.fromkeys(wanted, new.strip()))
    edits = {int(row): {column: new.strip() or None} for row in rows}
    return _again(actor, store, replace(draft, replacements=replacements), plan, rows.tolist(), edits)


def _decide_near(actor: Actor, store: Store, draft: Draft, plan: Plan, rule: str) -> Plan:
    rows = np.flatnonzero(plan.analysis.needs_decision)
    decisions = dict(draft.decisions)
    for row in rows.tolist():
        first, why = plan.analysis.candidates[row][0]
        is_link = rule == "link_all" or (rule == "update_same_birth_date" and "même date de naissance" in why)
        decisions[plan.row_key(row)] = RowDecision("link", first) if is_link else RowDecision("create")
    return _again(actor, store, replace(draft, decisions=decisions), plan, rows.tolist(), {})


def rows_with(plan: Plan, code: str, column: str | None = None) -> list[int]:
    """Positions of the rows that have a remark of this code (on this column)."""
    remarks = plan.analysis.remarks
    chosen = remarks.codes() == code
    if column is not None:
        chosen &= remarks.columns == (remarks.names.index(column) if column in remarks.names else -2)
    return [int(row) for row in np.unique(remarks.rows[chosen])]


def _again(actor: Actor, store: Store, draft: Draft, plan: Plan, rows: list[int], edits: Edits) -> Plan:
    """Decide again for some rows under what the draft now says, and keep the result."""
    with store.reading() as connection:
        lists = lists_for(connection, draft)
        settings = settings_of(draft, clock.today())
        gather = gatherer(actor, connection, settings)
        revision = store.revision(connection)
        if len(rows) > MANY_ROWS or settings.today != plan.settings.today or revision != plan.store_revision:
            cells = {(*plan.row_key(row), name): text for row, changed in edits.items() for name, text in changed.items()}
            new = build_plan(edited_table(plan.table, cells), gather, settings, lists, store_revision=revision)
        elif rows:
            new = replan(plan, np.asarray(rows), edits, gather, settings, lists, store_revision=revision)
        else:
            new = replace(plan, settings=settings)
    keep_plan(store, draft, new)
    return new
