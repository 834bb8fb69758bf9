"""Helpers of the tests of columns: parse one cell and say, in short, what came out."""

from __future__ import annotations

from datetime import date
from typing import Any

from o2s_lib.fields import Lists, field_named, parse_column
from o2s_lib.issues import Level

TODAY = date(2026, 11, 25)
LEVEL_MARKS = {Level.ERROR: "!", Level.WARNING: "?", Level.INFO: "."}


def read_cell(
    name: str, raw: Any, *, context: str | None = None, lists: Lists | None = None, **options: Any
) -> tuple[Any, list[str]]:
    """The canonical value of one cell and its remarks as codes, `!` before errors, `?` before warnings, `.` before infos."""
    parsed = parse_column(
        field_named(name),
        [None, raw],
        today=TODAY,
        contexts=None if context is None else [None, context],
        lists=lists,
        **options,
    )
    said = [LEVEL_MARKS[remark.level] + remark.code for remark in parsed.remarks.get(1, ())]
    assert parsed.values[0] is None
    assert 0 not in parsed.remarks, "the empty cell is never remarked"
    assert bool(parsed.is_error[1]) == any(code.startswith("!") for code in said)
    return parsed.values[1], said


def key_of_cell(name: str, raw: Any, context: str | None = None) -> Any:
    """The comparison key of one cell."""
    contexts = None if context is None else [None, context]
    return parse_column(field_named(name), [None, raw], today=TODAY, contexts=contexts).keys[1]


def messages_of(name: str, raw: Any, **options: Any) -> list[str]:
    """The French sentences about one cell."""
    parsed = parse_column(field_named(name), [None, raw], today=TODAY, **options)
    return [remark.message for remark in parsed.remarks.get(1, ())]
