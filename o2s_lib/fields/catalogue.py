"""The catalogue of contact columns: the 113 importable columns, read once from `data/reference/contact_columns.csv`.

Source of the columns and of their rules: the vendor's public help on the contact import (read in 2026); what is ours is marked so
in the README of that folder.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from o2s_lib.settings import reference_folder


@dataclass(frozen=True, slots=True)
class Field:
    """One importable column.

    Args:
        position: 1 to 113, the order of the product's template.
        name: Our identifier, also the column of the table `contacts` (except `contact_type`: a category there).
        technical_name: What row 1 of the template holds; `technical_source` says "known" (seen in real files) or "ours".
        label: French header of row 2, exactly as the product's help prints it.
        group: Section of the contact card.
        kind: "free", "system_table" (fixed by the product) or "custom_table" (values set by the firm).
        format: path, identifier, list, list_multi, text, date, department, postcode, country2, country_name,
            phone, email, boolean, integer, amount, amount_or_bracket, percent, lei, siret, naf.
        max_length: Bound in characters (digits for siret), None when not given.
        list_name: List of allowed values in `data/reference/code_lists.csv` (or a list of the firm), "" if none.
        is_deletable: `#SUPPR#` is allowed.
        applies_to: "PP", "PM" or "both".
        depends_on: Condition in the words of the reference, e.g. `Client Titre=Autre`; "" if none.
        note: French rule shown as the cell note of the template.
    """

    position: int
    name: str
    technical_name: str
    technical_source: str
    label: str
    group: str
    kind: str
    is_required: bool
    format: str
    max_length: int | None
    list_name: str
    is_deletable: bool
    applies_to: str
    depends_on: str
    example: str
    note: str


@cache
def contact_fields() -> tuple[Field, ...]:
    """All the columns, in the order of the product's template."""
    with (reference_folder() / "contact_columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_field(row) for row in csv.DictReader(file))


@cache
def fields_by_name() -> dict[str, Field]:
    """Identifier -> column."""
    return {field.name: field for field in contact_fields()}


def field_named(name: str) -> Field:
    """The column with this identifier. Raises KeyError if there is none."""
    return fields_by_name()[name]


def _field(row: dict[str, str]) -> Field:
    return Field(
        position=int(row["position"]),
        name=row["name"],
        technical_name=row["technical_name"],
        technical_source=row["technical_source"],
        label=row["label"],
        group=row["group"],
        kind=row["kind"],
        is_required=row["required"] == "yes",
        format=row["format"],
        max_length=int(row["max_length"]) if row["max_length"] else None,
        list_name=row["list_name"],
        is_deletable=row["deletable"] == "yes",
        applies_to=row["applies_to"],
        depends_on=row["depends_on"],
        example=row["example"],
        note=row["note"],
    )
