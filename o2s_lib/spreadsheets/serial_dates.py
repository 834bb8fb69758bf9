"""Numbers that a spreadsheet shows as dates: which formats do, and what the serial means.

Source of the rules: ECMA-376 part 1, 18.8.30 (built-in formats, codes) and 18.17.4 (both date systems).
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from functools import lru_cache

_BUILTIN_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
_BUILTIN_TIMES = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56})
_BUILTIN_DURATION = 46
_LAST_SERIAL = 2_958_466
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001  a sheet's dates have no time zone
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's dates have no time zone
_EPOCH_1900_EARLY = dt.datetime(1899, 12, 31)  # noqa: DTZ001  a sheet's dates have no time zone
_ORDINAL_1904, _ORDINAL_1900 = _EPOCH_1904.toordinal(), _EPOCH_1900.toordinal()
_LAST_ORDINAL = dt.date.max.toordinal()
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_LITERALS = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]')
_FRACTION_OF_SECOND = re.compile(r"(?<=s)[.,]0+")
_HALF_DAYS = re.compile(r"am/pm|a/p", re.IGNORECASE)
_GENERAL = frozenset({"general", "standard", "@", ""})


class NumberKind(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"


@lru_cache(maxsize=4096)
def kind_of_format(code: str) -> NumberKind:
    """What a format code shows, judged on its first section; English codes and the French `jj/mm/aaaa`.

    `[h]:mm` is a duration, `dd/mm/yyyy hh:mm` a date, `hh:mm` a time, `00000` and `0.00E+00` numbers.
    """
    section = code.lower()
    if section.strip() in _GENERAL:
        return NumberKind.NUMBER
    if _ELAPSED.search(_without_quotes(section)):
        return NumberKind.DURATION
    section = _LITERALS.sub("", section).partition(";")[0]
    if "general" in section or "standard" in section:
        return NumberKind.NUMBER
    section = _HALF_DAYS.sub("h", _FRACTION_OF_SECOND.sub("", section))
    if re.search(r"[0#?]", section):
        return NumberKind.NUMBER
    if re.search(r"[ydja]", section) or ("m" in section and not re.search(r"[hs]", section)):
        return NumberKind.DATE
    return NumberKind.TIME if re.search(r"[hs]", section) else NumberKind.NUMBER


def kind_of_builtin(number: int) -> NumberKind:
    """What a built-in format (numbers 0 to 163) shows when the file does not redefine it."""
    if number in _BUILTIN_DATES:
        return NumberKind.DATE
    if number in _BUILTIN_TIMES:
        return NumberKind.TIME
    return NumberKind.DURATION if number == _BUILTIN_DURATION else NumberKind.NUMBER


def value_of_serial(serial: float, kind: NumberKind, is_1904: bool) -> object:
    """The date, time, instant or duration that a serial stands for.

    Args:
        serial: Days since the epoch, with a fraction.
        kind: Of the cell's number format.
        is_1904: Whether day 0 is 1904-01-01.

    Returns:
        A date for whole days, a datetime otherwise, a time for a fraction of a day under a time format, a timedelta
        under a duration format. The day that does not exist (serial 60) and day 0 of 1900 are the text that Excel
        shows, `29/02/1900` and `00/01/1900`; a serial that Excel cannot show as a date stays a number.
    """
    if kind is NumberKind.NUMBER:
        return serial
    if kind is NumberKind.DURATION:
        return _rounded(dt.timedelta(days=serial)) if abs(serial) < _LAST_SERIAL else serial
    if not 0 <= serial < _LAST_SERIAL:
        return serial
    whole = int(serial)
    is_whole = serial == whole
    if is_whole and whole >= 61 and kind is NumberKind.DATE:
        ordinal = whole + (_ORDINAL_1904 if is_1904 else _ORDINAL_1900)
        return dt.date.fromordinal(ordinal) if ordinal <= _LAST_ORDINAL else serial
    if kind is NumberKind.TIME and serial < 1:
        moment = _EPOCH_1904 + _rounded(dt.timedelta(days=serial))
        return moment.time()
    if is_1904:
        start = _EPOCH_1904
    elif whole >= 61:
        start = _EPOCH_1900
    elif whole in (0, 60):
        return "29/02/1900" if whole else "00/01/1900"
    else:
        start = _EPOCH_1900_EARLY
    try:
        moment = start + _rounded(dt.timedelta(days=serial))
    except OverflowError:
        return serial
    return moment.date() if is_whole else moment


def _rounded(length: dt.timedelta) -> dt.timedelta:
    """To the millisecond: a serial has no more digits than that."""
    return dt.timedelta(milliseconds=round(length / dt.timedelta(milliseconds=1)))


def _without_quotes(code: str) -> str:
    return re.sub(r'"[^"]*"?|\\.', "", code)
