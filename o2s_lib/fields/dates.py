"""Columns of dates: true dates, serial numbers of spreadsheets and the forms that people type."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from o2s_lib.fields.cells import Cells, quote, show
from o2s_lib.text import clean_spaces, fold

PAST_FIELDS = frozenset({"birth_date", "death_date", "spouse_birth_date", "spouse_death_date"})
"""Dates that cannot be after today (source: the product's API)."""

OPEN_FIELDS = frozenset({"identity_expiry_date", "spouse_identity_expiry_date", "lei_expiry_date"})
"""Dates that are everyday in the future."""

FIRST_LIKELY_YEAR = 1850
_FIRST_YEAR = 1000
_EPOCH_1904 = date(1904, 1, 1)
_EPOCH_1900 = date(1899, 12, 30)

_USUAL = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_DATE = re.compile(r"[/\s.\-_]*[/_][/\s.\-_]*|0{1,2}[/.-]0{1,2}[/.-]0{2,4}|0000[/.-]00[/.-]00")
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2})")
_WITH_TIME = re.compile(
    r"(.*[0-9])(?:, ?| ?[Tt]| à | )([0-9]{1,2})[:hH]([0-9]{2})(?::?([0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(Z|z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_COMPACT = re.compile(r"[0-9]{7,8}")
_SERIAL_TEXT = re.compile(r"[0-9]{5}(?:[.,]0+)?")
_YEAR_ONLY = re.compile(r"[0-9]{4}")
_WORDS = re.compile(
    r"(?:(?:le )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?,? )?(?:le )?"
    r"([0-9]{1,2})(?:er)? ?[-./ ]? ?([a-z]+)\.? ?[-./ ]? ?([0-9]{4}|[0-9]{2})"
)
_MONTH_AND_YEAR = re.compile(r"([a-z]+)\.? ([0-9]{4})|([0-9]{1,2})[/.-]([0-9]{4})")
_ENGLISH_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "feb",
    "apr",
    "jun",
    "jul",
    "aug",
]
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "fevrier fevr fev",
            "mars mar",
            "avril avr",
            "mai",
            "juin",
            "juillet juil juill",
            "aout",
            "septembre sept sep",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}


def parse_date(cells: Cells) -> None:
    """Dates as ISO text; impossible, two-digit and future ones are remarked."""
    rules = cells.rules
    usual, iso_form, from_iso = _USUAL.fullmatch, _ISO.fullmatch, date.fromisoformat
    values, latest = cells.values, rules.today.isoformat()
    if cells.field.name in OPEN_FIELDS:
        latest = f"{rules.today.year + 30}-12-31"
    earliest = f"{FIRST_LIKELY_YEAR}-01-01"
    for position, raw in enumerate(cells.raws):
        kind = type(raw)
        iso = None
        if kind is str:
            if usual(raw):
                iso = f"{raw[6:]}-{raw[3:5]}-{raw[:2]}"
            elif iso_form(raw):
                iso = raw
        elif kind is datetime or kind is date:
            shown = raw.isoformat()
            if (kind is date or shown[10:] == "T00:00:00") and earliest <= shown[:10] <= latest:
                values[position] = shown[:10]
                continue
        if iso is not None and earliest <= iso <= latest:
            try:
                from_iso(iso)
            except ValueError:
                pass
            else:
                values[position] = iso
                continue
        if cells.takes(position, raw):
            found = _read(cells, position, raw)
            if found is not None:
                _keep(cells, position, found)


def _keep(cells: Cells, position: int, found: date) -> None:
    shown = quote(f"{found.day:02}/{found.month:02}/{found.year:04}")
    name, today = cells.field.name, cells.rules.today
    if found.year < _FIRST_YEAR:
        cells.error(
            position, "DATE_INVALID", f"{quote(show(cells.raws[position]))} : année {found.year} impossible, écrire JJ/MM/AAAA."
        )
    elif found > today and name in PAST_FIELDS:
        cells.error(position, "DATE_IN_FUTURE", f"{shown} est après aujourd'hui : corriger {quote(cells.field.label)}.")
    elif found.year < FIRST_LIKELY_YEAR:
        cells.warn(position, "DATE_SUSPICIOUS", f"{shown} est antérieure à {FIRST_LIKELY_YEAR} : vérifier l'année.")
    elif name in OPEN_FIELDS and found.year > today.year + 30:
        cells.warn(position, "DATE_SUSPICIOUS", f"{shown} est à plus de 30 ans : vérifier l'année.")
    elif found > today and name not in OPEN_FIELDS:
        cells.warn(position, "DATE_IN_FUTURE", f"{shown} est après aujourd'hui : vérifier l'année.")
    cells.values[position] = found.isoformat()


def _read(cells: Cells, position: int, raw: Any) -> date | None:
    if isinstance(raw, str):
        return _read_text(cells, position, raw)
    if isinstance(raw, datetime):
        return _without_time(cells, position, raw.date(), raw.time())
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _read_number(cells, position, float(raw))
    what = "une heure" if isinstance(raw, (time, timedelta)) else "une case vrai/faux"
    _refuse(cells, position, f"la cellule contient {what}")
    return None


def _refuse(cells: Cells, position: int, why: str = "", code: str = "DATE_INVALID") -> None:
    reason = f" ({why})" if why else ""
    cells.error(
        position,
        code,
        f"{quote(show(cells.raws[position]))} n'est pas une date JJ/MM/AAAA{reason}. Écrire par exemple 15/06/1970.",
    )


def _without_time(cells: Cells, position: int, day: date, hour: time, is_utc: bool = False) -> date:
    if is_utc and hour >= time(21):
        cells.warn(
            position,
            "DATE_TIME_DROPPED",
            f"{quote(show(cells.raws[position]))} est en heure universelle, proche de minuit : vérifier que le jour n'est pas le suivant.",
        )
    elif hour != time.min:
        cells.info(position, "DATE_TIME_DROPPED", f"L'heure n'est pas reprise : lu {day.day:02}/{day.month:02}/{day.year:04}.")
    return day


def _read_number(cells: Cells, position: int, number: float) -> date | None:
    """A serial number of days, or eight digits JJMMAAAA whose first zero may be lost."""
    if number != number or not 0 < number < 1e8:
        _refuse(cells, position)
        return None
    if number.is_integer() and number >= 1_000_000:
        return _read_compact(cells, position, str(int(number)))
    if FIRST_LIKELY_YEAR <= number <= 2100 and number.is_integer():
        _refuse(cells, position, "une année seule")
        return None
    found = date_of_serial(number, cells.rules.is_1904)
    if found is None or not 1900 <= found.year <= 2100:
        _refuse(cells, position, "nombre hors du calendrier")
        return None
    cells.warn(
        position,
        "DATE_FROM_SERIAL",
        f"Le nombre {quote(show(cells.raws[position]))} est lu comme la date {found.day:02}/{found.month:02}/{found.year:04} "
        "(numéro de jour d'Excel) : à vérifier.",
    )
    return found


def date_of_serial(number: float, is_1904: bool) -> date | None:
    """The day that a spreadsheet's serial number stands for, None outside the calendar.

    In the 1900 system day 60 is a 29 February 1900 that never was: None. Days 1 to 59 are counted from 31 December 1899.
    """
    days = int(number)
    try:
        if is_1904:
            return _EPOCH_1904 + timedelta(days=days)
        if days < 1 or days == 60:
            return None
        return _EPOCH_1900 + timedelta(days=days + (1 if days < 60 else 0))
    except OverflowError:
        return None


def _read_text(cells: Cells, position: int, raw: str) -> date | None:
    text = clean_spaces(raw)
    if text.startswith("'"):
        text = text.lstrip("' ")
        cells.info(position, "EXPORT_QUOTE_REMOVED", "Apostrophe d'échappement retirée.")
    if _NO_DATE.fullmatch(text):
        if "0" in text:
            cells.info(position, "DATE_EMPTY", f"{quote(text)} lu comme une date vide.")
        return None
    timed = _WITH_TIME.fullmatch(text)
    if timed:
        hour = _time_of(timed)
        day = _read_day(cells, position, timed.group(1)) if hour else None
        if hour is None:
            _refuse(cells, position)
        return _without_time(cells, position, day, hour, timed.group(5) in {"Z", "z", "UTC"}) if day and hour else None
    return _read_day(cells, position, text)


def _time_of(match: re.Match[str]) -> time | None:
    hour, minute, second = int(match.group(2)), int(match.group(3)), int(match.group(4) or 0)
    try:
        return time(hour, minute, min(second, 59))
    except ValueError:
        return None


def _read_day(cells: Cells, position: int, text: str) -> date | None:
    match = _DAY_FIRST.fullmatch(text)
    if match:
        return _from_parts(cells, position, match.group(1), int(match.group(2)), match.group(3))
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        return _from_parts(cells, position, match.group(3), int(match.group(2)), match.group(1))
    if _COMPACT.fullmatch(text):
        return _read_compact(cells, position, text)
    if _SERIAL_TEXT.fullmatch(text):
        return _read_number(cells, position, float(text.replace(",", ".")))
    return _read_words(cells, position, text)


def _read_words(cells: Cells, position: int, text: str) -> date | None:
    folded = fold(text)
    match = _WORDS.fullmatch(folded)
    month = _MONTHS.get(match.group(2)) if match else None
    if match and month:
        return _from_parts(cells, position, match.group(1), month, match.group(3))
    month_only = _MONTH_AND_YEAR.fullmatch(folded)
    if _YEAR_ONLY.fullmatch(folded):
        _refuse(cells, position, "une année seule")
    elif month_only and (month_only.group(3) or month_only.group(1) in _MONTHS):
        _refuse(cells, position, "le jour manque")
    elif any(re.search(rf"\b{name}\b", folded) for name in _ENGLISH_MONTHS):
        _refuse(cells, position, "mois en anglais")
    else:
        _refuse(cells, position)
    return None


def _read_compact(cells: Cells, position: int, digits: str) -> date | None:
    found = _compact(digits.zfill(8))
    if found is None:
        _refuse(cells, position)
    elif len(digits) == 7:
        cells.warn(position, "DATE_PADDED", f"Zéro initial perdu par Excel : lu {found.day:02}/{found.month:02}/{found.year:04}.")
    return found


def _compact(digits: str) -> date | None:
    """JJMMAAAA, else AAAAMMJJ."""
    for day, month, year in ((digits[:2], digits[2:4], digits[4:]), (digits[6:], digits[4:6], digits[:4])):
        if FIRST_LIKELY_YEAR <= int(year) <= 2100:
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
    return None


def _from_parts(cells: Cells, position: int, day_text: str, month: int, year_text: str) -> date | None:
    day, year = int(day_text), int(year_text)
    shown = quote(show(cells.raws[position]))
    is_short = len(year_text) == 2
    trial_years = (1900 + year, 2000 + year) if is_short else (year,)
    if not any(_is_day(trial, month, day) for trial in trial_years):
        if month > 12 and day <= 12 and _is_day(trial_years[0], day, month):
            hint = f" (mois {month}). Jour et mois inversés ? Écrire {month:02}/{day:02}/{trial_years[0]}."
            cells.error(position, "DATE_INVALID", f"{shown} n'est pas une date JJ/MM/AAAA{hint}")
        else:
            _refuse(cells, position, _why_impossible(day, month, year))
        return None
    if not is_short:
        return date(year, month, day)
    if cells.rules.year_pivot is None:
        choices = " ou ".join(f"{day:02}/{month:02}/{trial}" for trial in trial_years if _is_day(trial, month, day))
        cells.error(position, "DATE_TWO_DIGIT_YEAR", f"{shown} : année sur deux chiffres, écrire {choices}.")
        return None
    full = 2000 + year if year <= cells.rules.year_pivot else 1900 + year
    if not _is_day(full, month, day):
        _refuse(cells, position, f"{day:02}/{month:02}/{full} n'existe pas")
        return None
    cells.info(position, "DATE_YEAR_COMPLETED", f"{shown} lu {day:02}/{month:02}/{full} (année sur deux chiffres complétée).")
    return date(full, month, day)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _why_impossible(day: int, month: int, year: int) -> str:
    if month < 1 or month > 12:
        return f"mois {month}"
    if day < 1 or day > 31:
        return f"jour {day}"
    if year < 1:
        return "année 0"
    return "ce jour n'existe pas"
