"""Rules over several columns of one row, by column operations on the whole file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from o2s_lib.fields.catalogue import contact_fields, field_named
from o2s_lib.fields.cells import quote
from o2s_lib.fields.display import french_date
from o2s_lib.fields.shapes import RowFinding
from o2s_lib.issues import Level

_ADDRESS_LIMIT = 250
_ADULT_AGE = 18

_PP_ONLY = tuple(field.name for field in contact_fields() if field.applies_to == "PP")
_PM_ONLY = ("lei", "lei_expiry_date", "naf_code")
_MARRIAGE = ("marriage_date", "marriage_place", "matrimonial_regime", "last_survivor_gift")
_PACS = ("pacs_date", "pacs_place", "pacs_convention")
_US_FOLLOW_UPS = ("us_citizen", "us_resident", "has_tin")
_ADDRESSES = (("home_address_1", "home_address_2"), ("work_address_1", "work_address_2"), ("other_address_1", "other_address_2"))
_DATES_IN_ORDER = (
    ("birth_date", "death_date"),
    ("spouse_birth_date", "spouse_death_date"),
    ("identity_issue_date", "identity_expiry_date"),
    ("birth_date", "marriage_date"),
    ("birth_date", "pacs_date"),
    ("birth_date", "identity_issue_date"),
)
_WRONG_ORDER_IS_ERROR = frozenset(
    {("birth_date", "death_date"), ("spouse_birth_date", "spouse_death_date"), ("identity_issue_date", "identity_expiry_date")}
)
_EMPTY_DEFAULTS = frozenset({"Non définie", "Non défini"})

ROW_RULE_FIELDS: frozenset[str] = frozenset(
    {
        "person_kind",
        "title",
        "other_title",
        "siret",
        "family_situation",
        "us_person",
        "tin",
        "client_number",
        "client_number_suffix",
        "spouse_client_number",
        "spouse_client_number_suffix",
        "legal_capacity",
        *_PP_ONLY,
        *_PM_ONLY,
        *_US_FOLLOW_UPS,
        *(name for pair in _ADDRESSES for name in pair),
        *(name for pair in _DATES_IN_ORDER for name in pair),
    }
)
"""Columns whose effective values `check_rows` wants to see."""


class _Rows:
    """The columns of a file, missing ones being empty, and what was found."""

    def __init__(self, values: Mapping[str, np.ndarray], filled: Mapping[str, np.ndarray], size: int) -> None:
        self._values, self._filled, self.size = values, filled, size
        self._empty = np.full(size, None, dtype=object)
        self._none_filled = np.zeros(size, dtype=bool)
        self.findings: list[RowFinding] = []
        self._held: dict[str, np.ndarray] = {}
        self._equal: dict[tuple[str, str], np.ndarray] = {}

    def value(self, name: str) -> np.ndarray:
        return self._values.get(name, self._empty)

    def given(self, name: str) -> np.ndarray:
        """The file gives a value (not the erasing code, not an error) in these rows."""
        filled = self._filled.get(name)
        if filled is None or not filled.any():
            return self._none_filled
        return np.asarray(filled & self.holds(name))

    def holds(self, name: str) -> np.ndarray:
        if name not in self._held:
            self._held[name] = self.value(name) != None if name in self._values else self._none_filled  # noqa: E711 - element by element
        return self._held[name]

    def touches(self, *names: str) -> np.ndarray:
        """The file gives one of these cells."""
        touched = self._none_filled
        for name in names:
            filled = self._filled.get(name)
            if filled is not None:
                touched = touched | filled
        return touched

    def equals(self, name: str, *wanted: str) -> np.ndarray:
        found = self._none_filled
        if name not in self._values:
            return found
        for value in wanted:
            if (name, value) not in self._equal:
                self._equal[name, value] = (self.value(name) == value).astype(bool)
            found = found | self._equal[name, value]
        return found

    def report(
        self, code: str, level: Level, name: str, rows: np.ndarray, messages: str | list[str], drops_value: bool = False
    ) -> None:
        positions = np.flatnonzero(rows)
        if len(positions):
            self.findings.append(RowFinding(code, level, name, positions, messages, drops_value))


def check_rows(values: Mapping[str, np.ndarray], filled: Mapping[str, np.ndarray], n: int, today: date) -> list[RowFinding]:
    """Finds the rows that break a rule over several columns.

    Args:
        values: Effective canonical values by field, object arrays of length `n`: the file's value, else the stored one.
        filled: bool arrays by field, True where the file gives that cell. A field may be missing from both.
        n: Number of rows.
        today: For ages.

    Returns:
        One finding per rule and column; only cells that the file gives are reported, except what is mandatory.
    """
    rows = _Rows(values, filled, n)
    if n:
        _check_person_kind(rows)
        _check_title(rows)
        _check_family(rows)
        _check_us_person(rows)
        _check_addresses(rows)
        _check_dates(rows)
        _check_spouse_number(rows)
        _check_minors(rows, today)
    return rows.findings


def _label(name: str) -> str:
    return quote(field_named(name).label)


def _check_person_kind(rows: _Rows) -> None:
    is_company = rows.equals("person_kind", "PM")
    siret = rows.given("siret") & ~is_company
    rows.report(
        "SIRET_NOT_PM",
        Level.ERROR,
        "siret",
        siret,
        f"Un SIRET n'est permis que pour une personne morale : écrire PM dans {_label('person_kind')}, ou vider le SIRET.",
    )
    for name in _PM_ONLY:
        rows.report(
            "COLUMN_NOT_FOR_PP",
            Level.WARNING,
            name,
            rows.given(name) & ~is_company,
            f"{_label(name)} ne concerne que les personnes morales : donnée non reprise.",
            drops_value=True,
        )
    if not is_company.any():
        return
    for name in _PP_ONLY:
        rows.report(
            "COLUMN_NOT_FOR_PM",
            Level.INFO,
            name,
            rows.given(name) & is_company,
            f"{_label(name)} ne concerne que les personnes physiques : donnée non reprise pour une personne morale.",
            drops_value=True,
        )


def _check_title(rows: _Rows) -> None:
    is_company = rows.equals("person_kind", "PM")
    is_other = rows.equals("title", "Autre") & ~is_company
    missing = is_other & ~rows.holds("other_title") & rows.touches("title", "other_title")
    rows.report(
        "OTHER_TITLE_MISSING",
        Level.ERROR,
        "other_title",
        missing,
        f"{_label('title')} est {quote('Autre')} : remplir {_label('other_title')}, par exemple {quote('Docteur')}.",
    )
    rows.report(
        "OTHER_TITLE_USELESS",
        Level.WARNING,
        "other_title",
        rows.given("other_title") & rows.holds("title") & ~rows.equals("title", "Autre") & ~is_company,
        f"{_label('other_title')} ne sert que si {_label('title')} est {quote('Autre')} : à vérifier.",
    )


def _check_family(rows: _Rows) -> None:
    is_person = ~rows.equals("person_kind", "PM")
    for names, situation, others in ((_MARRIAGE, "Marié(e)", ("Séparé(e)",)), (_PACS, "Pacs", ())):
        fits = rows.equals("family_situation", situation, *others)
        for name in names:
            misplaced = rows.given(name) & ~fits & is_person & ~rows.equals(name, *_EMPTY_DEFAULTS)
            if name == "last_survivor_gift":
                misplaced &= ~rows.equals(name, "Non")
            rows.report(
                "DEPENDS_ON_SITUATION",
                Level.WARNING,
                name,
                misplaced,
                f"{_label(name)} suppose que {_label('family_situation')} soit {quote(situation)} : à vérifier.",
            )


def _check_us_person(rows: _Rows) -> None:
    is_us = rows.equals("us_person", "Oui")
    for name in _US_FOLLOW_UPS:
        rows.report(
            "DEPENDS_ON_US_PERSON",
            Level.WARNING,
            name,
            rows.given(name) & ~is_us & ~rows.equals(name, "Non", *_EMPTY_DEFAULTS) & ~rows.equals("person_kind", "PM"),
            f"{_label(name)} ne sert que si {_label('us_person')} est {quote('Oui')} : à vérifier.",
        )
    rows.report(
        "DEPENDS_ON_US_PERSON",
        Level.WARNING,
        "tin",
        rows.given("tin") & ~(is_us & rows.equals("has_tin", "Oui")) & ~rows.equals("person_kind", "PM"),
        f"{_label('tin')} ne sert que si {_label('us_person')} et {_label('has_tin')} sont {quote('Oui')} : à vérifier.",
    )


def _check_addresses(rows: _Rows) -> None:
    for first, second in _ADDRESSES:
        both = rows.holds(first) & rows.holds(second) & rows.touches(first, second)
        positions = np.flatnonzero(both)
        if not len(positions):
            continue
        lengths = np.fromiter(
            (len(a) + len(b) for a, b in zip(rows.value(first)[positions], rows.value(second)[positions], strict=True)),
            dtype=np.int64,
            count=len(positions),
        )
        too_long = np.zeros(rows.size, dtype=bool)
        too_long[positions[lengths > _ADDRESS_LIMIT]] = True
        for name, mask in _shown_on(rows, too_long, second, first):
            rows.report(
                "ADDRESS_TOO_LONG",
                Level.ERROR,
                name,
                mask,
                f"Les deux lignes d'adresse comptent ensemble plus de {_ADDRESS_LIMIT} caractères : raccourcir.",
            )


def _check_dates(rows: _Rows) -> None:
    for earlier, later in _DATES_IN_ORDER:
        both = rows.holds(earlier) & rows.holds(later) & rows.touches(earlier, later) & ~rows.equals("person_kind", "PM")
        positions = np.flatnonzero(both)
        if not len(positions):
            continue
        before, after = rows.value(earlier)[positions], rows.value(later)[positions]
        reversed_order = np.zeros(rows.size, dtype=bool)
        reversed_order[positions[(after < before).astype(bool)]] = True
        found = np.flatnonzero(reversed_order)
        if not len(found):
            continue
        is_error = (earlier, later) in _WRONG_ORDER_IS_ERROR
        messages = [
            f"{_label(later)} ({french_date(end)}) est avant {_label(earlier)} ({french_date(start)}) : corriger l'une des deux."
            for start, end in zip(rows.value(earlier)[found], rows.value(later)[found], strict=True)
        ]
        for name, mask in _shown_on(rows, reversed_order, later, earlier):
            kept = [message for message, row in zip(messages, found, strict=True) if mask[row]]
            rows.report("DATES_REVERSED", Level.ERROR if is_error else Level.WARNING, name, mask, kept)


def _shown_on(rows: _Rows, found: np.ndarray, preferred: str, other: str) -> list[tuple[str, np.ndarray]]:
    """The rows found, each under the preferred column where the file gives it, else under the other."""
    on_preferred = found & rows.touches(preferred)
    return [(preferred, on_preferred), (other, found & ~on_preferred)]


def _check_spouse_number(rows: _Rows) -> None:
    number, spouse = rows.value("client_number"), rows.value("spouse_client_number")
    same = rows.holds("spouse_client_number") & (number == spouse)
    same &= rows.value("client_number_suffix") == rows.value("spouse_client_number_suffix")
    same &= rows.touches("spouse_client_number", "spouse_client_number_suffix", "client_number", "client_number_suffix")
    same &= ~rows.equals("person_kind", "PM")
    rows.report(
        "SPOUSE_IS_SELF",
        Level.ERROR,
        "spouse_client_number",
        same,
        f"{_label('spouse_client_number')} est le numéro du contact lui-même : écrire celui du conjoint.",
    )
    rows.report(
        "SPOUSE_NUMBER_MISSING",
        Level.WARNING,
        "spouse_client_number_suffix",
        rows.given("spouse_client_number_suffix") & ~rows.holds("spouse_client_number") & ~rows.equals("person_kind", "PM"),
        f"{_label('spouse_client_number_suffix')} est rempli sans {_label('spouse_client_number')} : compléter.",
    )


def _check_minors(rows: _Rows, today: date) -> None:
    """A minor said to be a capable adult, or an adult said to be a minor."""
    limit = _years_before(today, _ADULT_AGE).isoformat()
    born = rows.value("birth_date")
    known = rows.holds("birth_date") & rows.holds("legal_capacity") & rows.touches("birth_date", "legal_capacity")
    positions = np.flatnonzero(known & ~rows.equals("person_kind", "PM") & ~rows.holds("death_date"))
    if not len(positions):
        return
    is_minor = np.zeros(rows.size, dtype=bool)
    is_minor[positions[(born[positions] > limit).astype(bool)]] = True
    is_adult = np.zeros(rows.size, dtype=bool)
    is_adult[positions] = ~is_minor[positions]
    said_minor = rows.equals("legal_capacity", "Mineur non émancipé", "Mineur émancipé", "Mineur sous tutelle")
    wrong = (is_minor & rows.equals("legal_capacity", "Majeur capable")) | (is_adult & said_minor)
    for name, mask in _shown_on(rows, wrong, "legal_capacity", "birth_date"):
        rows.report(
            "CAPACITY_AND_AGE",
            Level.WARNING,
            name,
            mask,
            f"{_label('legal_capacity')} ne s'accorde pas avec {_label('birth_date')} : vérifier l'une et l'autre.",
        )


def _years_before(day: date, years: int) -> date:
    """The same day that many years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
