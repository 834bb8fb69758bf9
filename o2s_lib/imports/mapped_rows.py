"""The rows of a file under our columns: constants and rules filled in, names split, couples as two linked rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.fields.cells import show
from o2s_lib.imports.couples import may_hold_couple, split_couple, split_names
from o2s_lib.imports.encoded import constant_column, encode, is_blank, is_blank_value, laid_over, mapped_column, spread, text_of
from o2s_lib.imports.headers import COMPANY_NAME, CRITERION, FULL_NAME
from o2s_lib.imports.layout import Layout, hidden_rows
from o2s_lib.imports.shapes import Mapping
from o2s_lib.imports.splitting import NameSplit, Person, words_of
from o2s_lib.imports.tables import MappedTable
from o2s_lib.imports.wording import french
from o2s_lib.issues import Issue, Level
from o2s_lib.spreadsheets.shapes import EncodedColumn, RawTable
from o2s_lib.text import fold

NAME_FIELDS = ("title", "other_title", "last_name", "first_name", "birth_name", "person_kind")

SHARED = words_of(
    """contact_type person_kind family_situation marriage_date marriage_place matrimonial_regime last_survivor_gift
    pacs_date pacs_place pacs_convention adviser_code adviser_name second_adviser_code second_adviser_name assistant_code
    assistant_name is_private zone relation_start_date client_since_date campaign origin qualification keywords home_address_1
    home_address_2 home_postcode home_town home_country home_phone children_count grandchildren_count household_wealth
    household_income income_tax_payer income_tax_amount income_tax_rate wealth_tax_payer wealth_tax_amount
    wealth_tax_rate"""
)
"""Fields that the two people of a couple have in common; every other cell of the row stays with the first of them.

« Code dossier » too: where it is a matching key, two rows with one code are taken for one contact."""

# The second person of a row that also describes the spouse: what the columns of the spouse say goes to that person.
_FROM_SPOUSE = {
    "last_name": "spouse_last_name",
    "first_name": "spouse_first_name",
    "birth_name": "spouse_birth_name",
    "birth_date": "spouse_birth_date",
    "birth_department": "spouse_birth_department",
    "birth_town": "spouse_birth_town",
    "profession": "spouse_profession",
    "profession_label": "spouse_profession_label",
    "company": "spouse_company",
    "client_number": "spouse_client_number",
}
# What Outlook writes for a date that is not there.
_NO_DATE = frozenset({"0/0/00", "00/00/00", "00/00/0000", "0/0/0000", "0000-00-00"})


@dataclass
class _Rows:
    """The table while it is made; one entry per row in every column."""

    fields: dict[str, EncodedColumn]
    criteria: dict[str, EncodedColumn]
    row_numbers: np.ndarray
    parts: np.ndarray
    hidden: np.ndarray
    issues: list[tuple[int, str | None, Issue]]
    sheet: str | None


def apply_mapping(table: RawTable, layout: Layout, mapping: Mapping, *, skip_hidden: bool = False) -> MappedTable:
    """The data rows of a file, each column under the identifier that it feeds.

    A column wins over a constant or a rule for the same field; a full name that is split fills the name cells that are empty.

    Args:
        table: The sheet as it was read.
        layout: Its layout.
        mapping: What feeds what.
        skip_hidden: Leave out hidden rows and columns.

    Returns:
        The rows in the order of the file; where `mapping.splits_couples`, a row that names two people stands twice.
    """
    places = layout.data_rows
    hidden = hidden_rows(table, places)
    if skip_hidden:
        mapping = without_hidden(layout, mapping)
        places, hidden = places[~hidden], hidden[~hidden]
    rows = _read_rows(table, mapping, places, hidden)
    place_of = {int(place): row for row, place in enumerate(places)} if layout.row_issues else {}
    no_contact = {place_of[place]: issue for place, issue in layout.row_issues if place in place_of}
    rows.issues.extend((row, None, issue) for row, issue in no_contact.items())
    splits = _split_full_names(table, mapping, places, rows)
    _split_companies(table, mapping, places, rows)
    couples: tuple[tuple[int, int], ...] = ()
    if mapping.splits_couples:
        couples = _split_couples(rows, {row: split for row, split in splits.items() if row not in no_contact})
    return MappedTable(
        fields=rows.fields,
        criteria=rows.criteria,
        row_numbers=rows.row_numbers,
        parts=rows.parts,
        hidden=rows.hidden,
        sheet=table.sheet,
        is_1904=table.is_1904,
        couples=couples,
        row_issues=tuple(sorted(rows.issues, key=lambda found: found[0])),
    )


def without_hidden(layout: Layout, mapping: Mapping) -> Mapping:
    """The mapping with the hidden columns of the sheet not imported."""
    columns = tuple(
        replace(choice, target=None) if choice.position in layout.hidden_columns else choice for choice in mapping.columns
    )
    return replace(mapping, columns=columns)


def _read_rows(table: RawTable, mapping: Mapping, places: np.ndarray, hidden: np.ndarray) -> _Rows:
    fields: dict[str, EncodedColumn] = {}
    criteria: dict[str, EncodedColumn] = {}
    for choice in mapping.columns:
        target = choice.target
        if target is None or target in (FULL_NAME, COMPANY_NAME) or choice.position >= len(table.columns):
            continue
        column = table.columns[choice.position].take(places)
        if target.startswith(CRITERION):
            criteria.setdefault(target.removeprefix(CRITERION), column)
        else:
            fields.setdefault(target, _without_no_dates(target, column))
    for name, rule in mapping.derived.items():
        fields.setdefault(name, _by_rule(table.columns[rule["column"]].take(places), rule))
    for name, text in mapping.constants.items():
        fields.setdefault(name, constant_column(text, len(places)))
    count = len(places)
    return _Rows(fields, criteria, table.row_numbers[places], np.zeros(count, np.int8), hidden, [], table.sheet)


def _by_rule(source: EncodedColumn, rule: dict[str, Any]) -> EncodedColumn:
    """Our texts for those of another column; `default`, where the rule has one, for the texts that it does not name."""
    values = {fold(text): ours for text, ours in rule["values"].items()}
    default = rule.get("default")
    return spread(source, [values.get(fold(show(value)), default) for value in source.values])


def _without_no_dates(name: str, column: EncodedColumn) -> EncodedColumn:
    if fields_by_name()[name].format != "date" or not any(isinstance(v, str) and v.strip() in _NO_DATE for v in column.values):
        return column
    return mapped_column(column, lambda value: "//" if isinstance(value, str) and value.strip() in _NO_DATE else value)


def _source(table: RawTable, mapping: Mapping, places: np.ndarray, target: str) -> EncodedColumn | None:
    for choice in mapping.columns:
        if choice.target == target:
            return table.columns[choice.position].take(places)
    return None


def _split_full_names(table: RawTable, mapping: Mapping, places: np.ndarray, rows: _Rows) -> dict[int, NameSplit]:
    """Fill the name cells from the full name where the row has no last name; returns the rows that name two people."""
    source = _source(table, mapping, places, FULL_NAME)
    if source is None:
        return {}
    wanted = np.ones(len(places), bool) if "last_name" not in rows.fields else is_blank(rows.fields["last_name"])
    used = [code for code in np.unique(source.codes[wanted]).tolist() if text_of(source.values[code])]
    texts = [text_of(source.values[code]) or "" for code in used]
    splits = dict(zip(used, split_names(texts), strict=True))
    if not mapping.splits_couples:
        splits = {code: _as_written(split, text) for (code, split), text in zip(splits.items(), texts, strict=True)}
    for name in NAME_FIELDS:
        values = [getattr(splits[code].persons[0], name) if code in splits else None for code in range(len(source.values))]
        if name == "last_name":  # an error cell or a number is no name, but it is not lost either
            values = [value if code in splits else source.values[code] for code, value in enumerate(values)]
        if any(value is not None for value in values):
            rows.fields[name] = laid_over(rows.fields.get(name), laid_over(None, spread(source, values), wanted))
    couples: dict[int, NameSplit] = {}
    said = {code: split for code, split in splits.items() if split.doubt or len(split.persons) == 2}
    for row in np.flatnonzero(np.isin(source.codes, list(said)) & wanted).tolist():
        code = int(source.codes[row])
        if len(said[code].persons) == 2:
            couples[row] = said[code]
        else:
            rows.issues.append((row, "last_name", _doubt_issue(rows, row, said[code], source.values[code])))
    return couples


def _as_written(split: NameSplit, text: str) -> NameSplit:
    return split if len(split.persons) == 1 else NameSplit((Person(last_name=text),), "deux personnes ?")


def _split_companies(table: RawTable, mapping: Mapping, places: np.ndarray, rows: _Rows) -> None:
    """« Raison sociale »: the name of a company where the row names no one, else the company of the person."""
    source = _source(table, mapping, places, COMPANY_NAME)
    if source is None:
        return
    alone = ~is_blank(source)
    for name in ("last_name", "first_name"):
        if name in rows.fields:
            alone &= is_blank(rows.fields[name])
    rows.fields["last_name"] = laid_over(rows.fields.get("last_name"), laid_over(None, source, alone))
    rows.fields["company"] = laid_over(rows.fields.get("company"), laid_over(None, source, ~alone))
    kind = laid_over(None, constant_column("PM", len(alone)), alone)
    rows.fields["person_kind"] = laid_over(rows.fields.get("person_kind"), kind)


def _split_couples(rows: _Rows, splits: dict[int, NameSplit]) -> tuple[tuple[int, int], ...]:
    """Each row that names two people becomes two rows; returns the pairs of their positions."""
    splits = splits | {row: split for row, split in _separate_couples(rows).items() if row not in splits}
    for row, split in list(splits.items()):
        if len(split.persons) == 1:
            value = f"{split.persons[0].last_name} {split.persons[0].first_name or ''}".strip()
            rows.issues.append((row, "first_name", _doubt_issue(rows, row, split, value)))
            del splits[row]
    if not splits:
        return ()
    counts = np.ones(len(rows.row_numbers), np.int64)
    counts[list(splits)] = 2
    source = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    firsts = {row: int(starts[row]) for row in splits}
    seconds = np.zeros(len(source), bool)
    seconds[[place + 1 for place in firsts.values()]] = True
    _spread_rows(rows, source, seconds)
    _name_couples(rows, {firsts[row]: split for row, split in splits.items()}, seconds)
    rows.issues = [(int(starts[row]), name, issue) for row, name, issue in rows.issues]
    for row, split in splits.items():
        _say_couple(rows, firsts[row], split)
    return tuple((place, place + 1) for place in firsts.values())


def _separate_couples(rows: _Rows) -> dict[int, NameSplit]:
    """Rows whose title, surname or first name, in columns of their own, are those of two people."""
    names = [rows.fields.get(name) for name in ("title", "last_name", "first_name")]
    candidates = np.zeros(len(rows.row_numbers), bool)
    for column in names:
        if column is not None:
            marks = [isinstance(value, str) and may_hold_couple(value) for value in column.values]
            candidates |= np.array(marks, bool)[column.codes]
    if (kind := rows.fields.get("person_kind")) is not None:
        candidates &= ~np.array([isinstance(value, str) and fold(value) == "pm" for value in kind.values], bool)[kind.codes]
    found = {}
    for row in np.flatnonzero(candidates):
        title, last_name, first_name = (None if column is None else text_of(column.cell(int(row))) for column in names)
        split = split_couple(title, last_name, first_name)
        if split is not None:
            found[int(row)] = split
    return found


def _spread_rows(rows: _Rows, source: np.ndarray, seconds: np.ndarray) -> None:
    """Repeat the rows of couples; the second keeps only what a couple shares, and what the file says of the spouse."""
    before = rows.fields
    rows.fields = {}
    for name, column in before.items():
        column = column.take(source)
        rows.fields[name] = column if name in SHARED else EncodedColumn(column.values, np.where(seconds, 0, column.codes))
    for name, spouse in _FROM_SPOUSE.items():
        if spouse in before and (name in before or name in NAME_FIELDS):
            rows.fields[name] = laid_over(rows.fields.get(name), laid_over(None, before[spouse].take(source), seconds))
    rows.criteria = {
        label: EncodedColumn(column.values, np.where(seconds, 0, column.codes[source])) for label, column in rows.criteria.items()
    }
    rows.row_numbers, rows.hidden = rows.row_numbers[source], rows.hidden[source]
    rows.parts = seconds.astype(np.int8)


def _name_couples(rows: _Rows, splits: dict[int, NameSplit], seconds: np.ndarray) -> None:
    """Write the names of both people; what the file says of the spouse's name wins for the second."""
    count = len(rows.row_numbers)
    places = np.zeros(count, bool)
    places[list(splits)] = True
    for name in NAME_FIELDS:
        texts: list[str | None] = [None] * count
        for place, split in splits.items():
            texts[place], texts[place + 1] = (getattr(person, name) for person in split.persons)
        current = rows.fields.get(name)
        if current is None and not any(texts):
            continue
        if name in ("birth_name", "person_kind"):  # said by a column of the file, if at all
            rows.fields[name] = laid_over(current, encode(texts))
        else:
            keeps = np.zeros(count, bool) if current is None else ~is_blank(current) & seconds
            rows.fields[name] = laid_over(current, encode(texts), (places | seconds) & ~keeps)


def _say_couple(rows: _Rows, place: int, split: NameSplit) -> None:
    said = " et ".join(" ".join(part for part in (person.last_name, person.first_name) if part) for person in split.persons)
    message = f"Deux personnes sur une ligne : deux contacts liés, {said}. Code dossier, numéro client, e-mails, portable et dates restent au premier."
    for part in (0, 1):
        number = int(rows.row_numbers[place + part])
        rows.issues.append((place + part, None, Issue("COUPLE_SPLIT", Level.INFO, french(message), rows.sheet, number)))
    first_name = rows.fields.get("first_name")
    is_solved = first_name is not None and not is_blank_value(first_name.cell(place + 1))
    if split.doubt and not (is_solved and split.persons[1].first_name is None):
        rows.issues.append((place + 1, "last_name", _doubt_issue(rows, place + 1, split, said)))


def _doubt_issue(rows: _Rows, row: int, split: NameSplit, value: object) -> Issue:
    person = split.persons[-1]
    parts = [
        f"{label} « {text} »"
        for label, text in (("nom", person.last_name), ("prénom", person.first_name), ("nom de naissance", person.birth_name))
        if text
    ]
    read = f" Lu {', '.join(parts)}." if parts else ""
    message = french(f"« {value} » : {split.doubt}.{read} À vérifier.")
    label = fields_by_name()["last_name"].label
    return Issue("NAME_SPLIT", Level.WARNING, message, rows.sheet, int(rows.row_numbers[row]), label, str(value))
