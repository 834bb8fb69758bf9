"""The desk on which the cells of one column are parsed: what comes out, what is said, and what every format shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from o2s_lib.fields.catalogue import Field
from o2s_lib.fields.lists import Lists
from o2s_lib.fields.shapes import Canonical, ParsedColumn
from o2s_lib.issues import Level, Remark
from o2s_lib.money import decimal_from_float, decimal_text
from o2s_lib.spreadsheets.shapes import CellError, FormulaWithoutValue, MergedCell
from o2s_lib.text import clean_spaces

ERASE = "#SUPPR#"
EXACT_NUMBER_LIMIT = 1e15
"""A spreadsheet keeps 15 significant digits: from here on the last digits of a whole number are not those typed."""

_ERASE_LIKE = re.compile(r"#\s*supp?r\s*#", re.IGNORECASE)
_ERASE_MISSPELT = re.compile(r"#\s*supp?(?:r|rimer|\.)?\s*#?|#?\s*supp?r(?:imer)?\s*#", re.IGNORECASE)


@dataclass(frozen=True)
class Rules:
    """What parsing depends on beside the cells; see `parse_column`."""

    today: date
    lists: Lists = field(default_factory=Lists)
    is_1904: bool = False
    contexts: Sequence[str | None] | None = None
    year_pivot: int | None = None

    def context(self, position: int) -> str | None:
        """The text of the related country for a distinct value, None when the file gives none."""
        return self.contexts[position] if self.contexts is not None else None


def quote(text: str) -> str:
    """« text », cut at 60 characters, on one line."""
    line = clean_spaces(text)
    return f"«\u00a0{line if len(line) <= 60 else line[:59] + '…'}\u00a0»"


def show(raw: Any) -> str:
    """A raw cell as a French spreadsheet shows it."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "VRAI" if raw else "FAUX"
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        return decimal_text(decimal_from_float(raw)).replace(".", ",") if abs(raw) < 1e300 else str(raw)
    if isinstance(raw, datetime):
        return raw.strftime("%d/%m/%Y") if raw.time() == time.min else raw.strftime("%d/%m/%Y %H:%M")
    if isinstance(raw, date):
        return f"{raw.day:02}/{raw.month:02}/{raw.year:04}"
    if isinstance(raw, CellError):
        return raw.text
    if isinstance(raw, FormulaWithoutValue):
        return raw.formula
    if isinstance(raw, MergedCell):
        return ""
    if isinstance(raw, timedelta):
        minutes = int(raw.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return "" if raw is None else str(raw)


class Cells:
    """The distinct cells of a column while they are parsed; `finish` gives the `ParsedColumn`."""

    def __init__(self, column: Field, raws: Sequence[Any], rules: Rules) -> None:
        self.field = column
        self.rules = rules
        self.raws = raws
        self.values: list[Canonical] = [None] * len(raws)
        self.keys: list[Canonical] | None = None
        self._erased: list[int] = []
        self._wrong: set[int] = set()
        self._remarks: dict[int, list[Remark]] = {}

    def say(self, position: int, level: Level, code: str, message: str) -> None:
        """Adds a remark about a cell; an ERROR also takes its value away."""
        remark = Remark(code, level, message, show(self.raws[position]) or None)
        self._remarks.setdefault(position, []).append(remark)
        if level is Level.ERROR:
            self._wrong.add(position)

    def error(self, position: int, code: str, message: str) -> None:
        """The cell cannot be taken."""
        self.say(position, Level.ERROR, code, message)

    def warn(self, position: int, code: str, message: str) -> None:
        """The cell is taken, and shown for a decision."""
        self.say(position, Level.WARNING, code, message)

    def info(self, position: int, code: str, message: str) -> None:
        """The cell is taken, and counted."""
        self.say(position, Level.INFO, code, message)

    def takes(self, position: int, raw: Any) -> bool:
        """Whether a cell holds something for the format to read.

        Empty cells, cells that hold no value (errors, formulas without result, merged cells), the erasing code
        and cells of blanks alone are settled here, and the answer is False.
        """
        if raw is None:
            return False
        if isinstance(raw, str):
            return self._takes_text(position, raw)
        if isinstance(raw, CellError):
            self.error(position, "CELL_ERROR", f"La cellule affiche {raw.text} : corriger la formule ou ressaisir la valeur.")
        elif isinstance(raw, FormulaWithoutValue):
            self.error(
                position,
                "FORMULA_NO_VALUE",
                "La cellule contient une formule sans résultat enregistré : ouvrir le fichier dans Excel, l'enregistrer, et recommencer.",
            )
        elif isinstance(raw, MergedCell):
            self.error(
                position,
                "MERGED_CELL",
                f"{quote(self.field.label)} est fusionné avec la ligne au-dessus ({raw.range}) : "
                "défusionner et recopier la valeur.",
            )
        else:
            return True
        return False

    def _takes_text(self, position: int, raw: str) -> bool:
        if "#" in raw:
            cleaned = clean_spaces(raw)
            if cleaned == ERASE or _ERASE_LIKE.fullmatch(cleaned):
                self._erase(position, cleaned)
                return False
            if _ERASE_MISSPELT.fullmatch(cleaned):
                self.error(
                    position, "SUPPR_MISSPELT", f"{quote(cleaned)} : pour effacer la donnée, écrire exactement {ERASE}."
                )
                return False
        if raw[:1].isalnum() or clean_spaces(raw):
            return True
        if self.field.is_required:
            self.error(
                position,
                "REQUIRED_EMPTY",
                f"{quote(self.field.label)} est vide (la cellule ne contient que des espaces) : compléter la cellule.",
            )
        return False

    def _erase(self, position: int, cleaned: str) -> None:
        if not self.field.is_deletable:
            self.error(
                position,
                "SUPPR_NOT_ALLOWED",
                f"{ERASE} n'est pas permis dans {quote(self.field.label)} : vider la cellule pour garder la valeur en place.",
            )
            return
        self._erased.append(position)
        if cleaned != ERASE:
            self.info(position, "SUPPR_UNDERSTOOD", f"{quote(cleaned)} lu comme {ERASE} : la donnée sera effacée.")

    def finish(self) -> ParsedColumn:
        """The arrays. Values of cells in error are None."""
        size = len(self.values)
        for position in self._wrong:
            self.values[position] = None
            if self.keys is not None:
                self.keys[position] = None
        values = np.empty(size, dtype=object)
        values[:] = self.values
        keys = values
        if self.keys is not None:
            keys = np.empty(size, dtype=object)
            keys[:] = self.keys
        erase = np.zeros(size, dtype=bool)
        erase[self._erased] = True
        is_error = np.zeros(size, dtype=bool)
        is_error[list(self._wrong)] = True
        return ParsedColumn(values, keys, erase, is_error, {i: tuple(found) for i, found in self._remarks.items()})


def whole_number(raw: float | int) -> str | None:
    """The digits of a whole number below 10^15 in absolute value, None for another (fractions, `nan`, `inf`)."""
    if isinstance(raw, int):
        return str(raw) if abs(raw) < EXACT_NUMBER_LIMIT else None
    return str(int(raw)) if abs(raw) < EXACT_NUMBER_LIMIT and raw.is_integer() else None
