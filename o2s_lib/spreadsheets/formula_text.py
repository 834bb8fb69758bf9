"""Text that a spreadsheet would run as a formula: how to know it, how to defuse it in CSV, how to undo that."""

from __future__ import annotations

import re

_FORMULA_START = re.compile(r"[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d \u00a0\u202f]*(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_TELEPHONE = re.compile(r"\+(?:[\s\u00a0\u202f().\-/]*\d){6,18}[\s\u00a0\u202f]*")


def looks_like_formula(text: str) -> bool:
    """Whether a text begins with = + - @, a tab or a carriage return and is neither a telephone nor a plain number."""
    if not _FORMULA_START.match(text):
        return False
    return not (_PLAIN_NUMBER.fullmatch(text) or _TELEPHONE.fullmatch(text))


def with_export_quote(text: str) -> str:
    """The text as a CSV cell that no spreadsheet runs: an apostrophe in front when needed.

    A text that already begins with apostrophes and then a formula gets one more, so that `without_export_quote`
    gives back exactly what was written.
    """
    if looks_like_formula(text) or (text.startswith("'") and _QUOTED_FORMULA.match(text)):
        return "'" + text
    return text


def without_export_quote(text: str) -> str:
    """Undo `with_export_quote`: one apostrophe in front of a formula-like text (`'=1+1`, `'+33639980008`) is taken away."""
    return text[1:] if text.startswith("'") and _QUOTED_FORMULA.match(text) else text
