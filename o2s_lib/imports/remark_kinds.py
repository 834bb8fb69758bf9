"""Remarks by kind: a French title, what to do, and the one fix that a kind has."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.remark_table import LEVELS, label_of
from o2s_lib.imports.shapes import RemarkGroup
from o2s_lib.settings import reference_folder

_FIXES: Mapping[str, str] = {
    "DATE_TWO_DIGIT_YEAR": "year_pivot",
    "CATEGORY_UNKNOWN": "create_category",
    "LIST_VALUE_UNKNOWN": "add_list_value",
    "NEAR_DUPLICATE": "near",
    "SEVERAL_CONTACTS": "rows",
    "KEYS_DISAGREE": "rows",
    "DUPLICATE_KEY_IN_FILE": "rows",
    "MATCH_CODE_DIFFERS": "rows",
    "MATCH_NAME_DIFFERS": "rows",
    "NEAR_ROW_IN_FILE": "rows",
    "HIDDEN_ROW": "rows",
}
"""Code -> kind of fix; other remarks on a cell are fixed by replacing the value everywhere."""


@dataclass(frozen=True, slots=True)
class _Kind:
    title: str
    advice: str


@cache
def _kinds() -> Mapping[str, _Kind]:
    with (reference_folder() / "remark_titles.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _Kind(row["title"], row["advice"]) for row in csv.DictReader(file)}


def short_title(code: str) -> str:
    """« Date impossible » for DATE_INVALID; the code itself where no title is known."""
    kind = _kinds().get(code)
    return kind.title if kind is not None else code


def remark_groups(plan: Plan) -> list[RemarkGroup]:
    """All the remarks by code and column, errors first, then the most numerous.

    Kinds of a row (near contacts, doubts) make one group whatever the column.
    """
    remarks = plan.analysis.remarks
    if not len(remarks):
        return []
    codes, levels = remarks.codes(), remarks.levels()
    per_code = {code: position for position, code in enumerate(dict.fromkeys(remark.code for remark in remarks.remarks))}
    width = len(remarks.names) + 1
    code_numbers = np.asarray([per_code[remark.code] for remark in remarks.remarks])[remarks.which]
    columns = np.where(np.isin(codes, list(_FIXES)) & ~np.isin(codes, ["LIST_VALUE_UNKNOWN"]), -1, remarks.columns)
    keys = code_numbers * width + columns + 1
    names = list(per_code)
    groups = []
    for key, first, count in zip(*np.unique(keys, return_index=True, return_counts=True), strict=True):
        code, column = names[int(key) // width], int(key) % width - 1
        groups.append(_group(code, LEVELS[levels[first]], remarks.names[column] if column >= 0 else None, int(count), plan))
    return sorted(groups, key=lambda group: ([level.value for level in LEVELS].index(group.level), -group.cells, group.title))


def _group(code: str, level: str, name: str | None, cells: int, plan: Plan) -> RemarkGroup:
    kind = _kinds().get(code, _Kind(code, ""))
    fix = _FIXES.get(code, "replace" if name in fields_by_name() and level != "info" else "")
    if name is None:
        columns = _columns_of(plan, code)
        name = columns[0] if len(columns) == 1 else None
        label = label_of(columns[0]) if len(columns) == 1 else f"{len(columns)} colonnes" if columns else None
    else:
        label = label_of(name)
    return RemarkGroup(code, str(level), kind.title, label, name, cells, _state(code, level, plan), kind.advice, fix)


def _columns_of(plan: Plan, code: str) -> list[str]:
    remarks = plan.analysis.remarks
    return [remarks.names[column] for column in np.unique(remarks.columns[remarks.codes() == code]) if column >= 0]


def _state(code: str, level: str, plan: Plan) -> str:
    if level == "error":
        return "à régler"
    if code == "NEAR_DUPLICATE":
        return "à décider" if plan.analysis.needs_decision.any() else "décidé"
    return "à confirmer" if level == "warning" else "corrigé"
