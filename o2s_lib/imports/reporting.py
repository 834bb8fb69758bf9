"""A plan as the command line prints it: one JSON object, or a few lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from o2s_lib.fields import to_json
from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.remark_table import as_issues, label_of
from o2s_lib.imports.shapes import Outcome
from o2s_lib.imports.source import Source
from o2s_lib.imports.views import filled_cells, name_of
from o2s_lib.issues import Issue, Level

MOST_LINES = 60


def as_json(source: Source, plan: Plan) -> dict[str, Any]:
    """Everything about a plan: `file`, `counts`, `rows`."""
    return {
        "file": {
            "name": source.workbook.filename,
            "verdict": verdict(source, plan),
            "format": source.workbook.format,
            "sheet": source.table.sheet,
            "header_row": source.layout.header_row,
            "encoding": source.workbook.encoding,
            "issues": [issue_json(issue) for issue in source.issues],
        },
        "counts": {"rows": len(plan), **{outcome.value: count for outcome, count in plan.counts().items()}},
        "rows": [_row(plan, row, changes) for row, changes in enumerate(_changes(plan))],
    }


def verdict(source: Source, plan: Plan) -> str:
    """"rows_rejected", "ok_with_warnings" or "ok"."""
    if plan.counts()[Outcome.REJECTED]:
        return "rows_rejected"
    warned = any(issue.level is Level.WARNING for issue in source.issues) or bool((plan.analysis.remarks.levels() == 1).any())
    return "ok_with_warnings" if warned else "ok"


def issue_json(issue: Issue) -> dict[str, Any]:
    """An issue as scripts read it."""
    return {
        "code": issue.code,
        "level": issue.level.value,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "message": issue.message,
    }


def _changes(plan: Plan) -> list[list[dict[str, Any]]]:
    """For each row, its changes in the order of the file's columns."""
    rows: list[list[dict[str, Any]]] = [[] for _ in range(len(plan))]
    for name in plan.columns:
        changes = plan.analysis.changes.get(name)
        if changes is None:
            continue
        for row, before, after in zip(changes.rows.tolist(), changes.before, changes.after, strict=True):
            rows[row].append({"column": label_of(name), "before": _value(name, before, before), "after": _value(name, after, after)})
    return rows


def _row(plan: Plan, row: int, changes: list[dict[str, Any]]) -> dict[str, Any]:
    number, part = plan.row_key(row)
    values: dict[str, Any] = {}
    for name, column in plan.columns.items():
        code = column.cells.codes[row]
        values[label_of(name)] = _value(name, column.parsed.values[code], column.parsed.keys[code])
    issues = as_issues(plan.analysis.remarks.of_row(row), sheet=plan.table.sheet, row=number)
    return {
        "row": number,
        "part": part,
        "outcome": plan.outcome(row).value,
        "contact": name_of(plan, row),
        "contact_id": int(plan.analysis.contact_ids[row]) or None,
        "values": values,
        "changes": changes,
        "issues": [issue_json(issue) for issue in issues],
    }


def _value(name: str, value: Any, key: Any) -> Any:
    field = fields_by_name().get(name)
    return to_json(field, value, key) if field is not None else value


def as_text(source: Source, plan: Plan) -> Iterator[str]:
    """The same for a reader: counts, remarks of the file, then the rows that need attention."""
    workbook, counts = source.workbook, plan.counts()
    sheet = f", feuille « {source.table.sheet} »" if source.table.sheet else ""
    yield f"{workbook.filename} : {workbook.format}{sheet}, en-têtes en ligne {source.layout.header_row}, {len(plan)} lignes"
    names = {"create": "créés", "update": "mis à jour", "unchanged": "inchangés", "skipped": "ignorés", "rejected": "rejetés"}
    yield ", ".join(f"{count} {names[outcome.value]}" for outcome, count in counts.items())
    for issue in source.issues:
        yield f"  {_sign(issue)} {issue.message}"
    shown = 0
    for row in range(len(plan)):
        issues = as_issues(plan.analysis.remarks.of_row(row), sheet=plan.table.sheet, row=plan.row_key(row)[0])
        grave = [issue for issue in issues if issue.level is not Level.INFO]
        if not grave:
            continue
        shown += 1
        if shown > MOST_LINES:
            yield "  … (--json donne tout)"
            return
        yield f"ligne {plan.row_key(row)[0]} · {name_of(plan, row)} · {plan.outcome(row).value} · {filled_cells(plan, row)} cellules"
        for issue in grave:
            yield f"  {_sign(issue)} {issue.column or ''} : {issue.message}"


def _sign(issue: Issue) -> str:
    return {Level.ERROR: "✕", Level.WARNING: "▲", Level.INFO: "i"}[issue.level]
