"""Allowed values: the lists that the product fixes, countries, nationalities, and what the firm configured.

The files of `data/reference` are read once; look-ups compare folded text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from o2s_lib.fields.catalogue import Field
from o2s_lib.settings import reference_folder
from o2s_lib.text import fold

NO_LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})

IMPORTABLE_ROOTS = ("Clients", "Prospects", "Fournisseurs", "Autres")
"""Roots of the tree that an import may fill; « Conseillers » holds users and cannot be imported."""

ADVISERS_ROOT = "Conseillers"

CODE_LISTS = frozenset({"type_personne", "classification_client_mif"})
"""Lists whose code, not label, is what the import layout holds."""

ANSWERS_YES_NO = frozenset({"oui_non", "oui_non_non_definie", "donation_au_dernier_vivant"})
"""Lists in which a tick, a boolean or `O`/`N` stands for Oui or Non."""


@dataclass(frozen=True)
class Lists:
    """What the firm configured.

    Args:
        categories: All the full paths of its tree, e.g. `Clients`, `Clients|Bretagne`. The roots of the product are always known.
        custom: Name of a list (`profession`) -> its values. A list that is missing or empty is not configured: any value is taken.
        criteria: Label of a vigilance criterion -> answers configured or seen so far.
    """

    categories: tuple[str, ...] = IMPORTABLE_ROOTS
    custom: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_LISTS)
    criteria: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_LISTS)


@dataclass(frozen=True)
class SystemList:
    """A list of the product.

    Args:
        values: Canonical values, in the order of the product.
        labels: Canonical value -> French label.
        lookup: Folded spelling (label, code, synonym) -> canonical value.
        is_open: The published list is incomplete: other values are taken, with a warning.
    """

    values: tuple[str, ...]
    labels: Mapping[str, str]
    lookup: Mapping[str, str]
    is_open: bool


@dataclass(frozen=True)
class Country:
    """A country or territory: ISO 3166-1 codes, usual French and English names."""

    code: str
    alpha3: str
    name: str
    english_name: str


@cache
def _rows(filename: str) -> tuple[dict[str, str], ...]:
    with (reference_folder() / filename).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def system_list(name: str) -> SystemList | None:
    """The list of that name in `code_lists.csv` (or the nationalities), None when only the firm can say its values."""
    if name == "nationalite":
        return _nationalities()
    rows = [row for row in _rows("code_lists.csv") if row["list_name"] == name and row["scope"] != "firm"]
    if not rows:
        return None
    lookup: dict[str, str] = {}
    labels: dict[str, str] = {}
    for row in rows:
        canonical = row["code"] if name in CODE_LISTS and row["code"] else row["value_fr"]
        labels[canonical] = row["value_fr"]
        for spelling in (row["value_fr"], row["code"], *row["synonyms"].split(";")):
            if spelling:
                lookup.setdefault(fold(spelling), canonical)
    return SystemList(tuple(labels), labels, lookup, any(row["scope"] == "open" for row in rows))


@cache
def _nationalities() -> SystemList:
    lookup: dict[str, str] = {}
    rows = _rows("nationalities.csv")
    for row in rows:
        for spelling in (row["name_fr"], row["feminine"], *row["aliases"].split(";")):
            if spelling:
                lookup.setdefault(fold(spelling), row["name_fr"])
    by_code = {row["code"]: row["name_fr"] for row in rows if row["code"]}
    for folded, country in _countries_by_spelling().items():
        if country.code in by_code:
            lookup.setdefault(folded, by_code[country.code])
    values = tuple(sorted({row["name_fr"] for row in rows}, key=fold))
    return SystemList(values, {value: value for value in values}, lookup, is_open=False)


@cache
def countries() -> tuple[Country, ...]:
    """All countries and territories, by code."""
    return tuple(Country(row["code"], row["alpha3"], row["name_fr"], row["name_en"]) for row in _rows("countries.csv"))


@cache
def _countries_by_spelling() -> dict[str, Country]:
    lookup: dict[str, Country] = {}
    for row, country in zip(_rows("countries.csv"), countries(), strict=True):
        names = (country.code, country.alpha3, country.name, country.english_name, *row["aliases"].split(";"))
        for spelling in names:
            for folded in {fold(spelling), fold(spelling).replace("-", " ")}:
                if folded:
                    lookup.setdefault(folded, country)
    return lookup


def find_country(text: str) -> Country | None:
    """The country that a text names: a code, a French or English name, a usual other name; case and accents do not count."""
    folded = fold(text)
    lookup = _countries_by_spelling()
    found = lookup.get(folded) or lookup.get(folded.replace("-", " "))
    if found is None and folded.startswith(("la ", "le ", "les ", "l'")):
        found = lookup.get(folded[2:].lstrip() if folded[1] == "'" else folded.split(" ", 1)[1])
    return found


@cache
def country_names() -> tuple[str, ...]:
    """French names, in French alphabetical order."""
    return tuple(sorted((country.name for country in countries()), key=fold))


def nearest(text: str, choices: Iterable[str], minimum: int = 60) -> str | None:
    """The choice that looks most like a text, None when none looks like it (ratio under `minimum` of 100)."""
    found = process.extractOne(fold(text), list(choices), scorer=fuzz.WRatio, processor=fold, score_cutoff=minimum)
    return found[0] if found else None


def allowed_values(field: Field, lists: Lists) -> tuple[str, ...]:
    """What may stand in a column, as the import layout writes it: for the template's lists and the choices of a wrong cell.

    Empty when anything may.
    """
    if field.format == "path":
        return lists.categories
    if field.format == "boolean":
        return ("oui", "non")
    if field.format == "country_name":
        return country_names()
    if field.format == "country2":
        return tuple(country.code for country in countries())
    if not field.list_name:
        return ()
    configured = lists.custom.get(field.list_name)
    if configured:
        return tuple(configured)
    known = system_list(field.list_name)
    return known.values if known else ()
