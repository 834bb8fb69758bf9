"""What parsing a column gives: canonical values, comparison keys and remarks, one per distinct value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from o2s_lib.issues import Level, Remark


@dataclass(frozen=True)
class ParsedColumn:
    """A column after its rules. All arrays have one entry per distinct raw value.

    Args:
        values: object array of canonical values, as the store keeps them: str; int (amounts are scaled
            integers in 1/10,000 EUR, percentages integers in millionths: 30 % is 300000); bool; dates as ISO text. None where
            the cell is empty, means "no value", or is in error.
        keys: object array, what two values are compared by. The same array as `values` except where the
            spelling is kept but does not count (a telephone keeps its spaces, its key is its digits).
        erase: bool array, the cell holds `#SUPPR#`.
        is_error: bool array, the value cannot be taken (at least one ERROR remark).
        remarks: position of the distinct value -> its remarks, all of them.
    """

    values: np.ndarray
    keys: np.ndarray
    erase: np.ndarray
    is_error: np.ndarray
    remarks: dict[int, tuple[Remark, ...]]


@dataclass(frozen=True)
class RowFinding:
    """A rule over several columns that some rows break.

    Args:
        code, level: As in `Issue`.
        field_name: Column that the remark is shown on (identifier, e.g. `siret`).
        rows: int array, positions of the rows.
        messages: One French sentence for all, or one per row.
        drops_value: The value of that column is not taken over for these rows (still shown, with the remark).
    """

    code: str
    level: Level
    field_name: str
    rows: np.ndarray
    messages: str | list[str]
    drops_value: bool = False


Canonical = str | int | bool | None
Context = Any
