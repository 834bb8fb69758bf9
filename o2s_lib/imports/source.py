"""From the bytes of a file to mapped rows: recognise the format, choose the sheet, find the headers, bind the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as StringMapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from o2s_lib import settings
from o2s_lib.errors import ChoiceNeeded, FileRefused
from o2s_lib.imports.cells import cell_text, replace_values
from o2s_lib.imports.drafts import Reading
from o2s_lib.imports.layout import Layout, choose_sheet, find_layout, hidden_rows
from o2s_lib.imports.mapping import (
    MappingChange,
    apply_mapping,
    change_mapping,
    check_mapping,
    headers_signature,
    missing_required,
    parse_map_options,
    propose_mapping,
)
from o2s_lib.imports.shapes import Mapping
from o2s_lib.imports.tables import MappedTable
from o2s_lib.imports.template import FirmTemplate, recognise_template
from o2s_lib.issues import Issue, Level
from o2s_lib.spreadsheets import open_workbook, read_sheet
from o2s_lib.spreadsheets.shapes import Limits, RawTable, Workbook

Replacements = StringMapping[str, StringMapping[str, str]]
"""Column identifier -> {text of the file: text to read}."""

Remembered = Callable[[str], Mapping | None]
"""Gives the mapping kept for a signature of headers, or None."""


@dataclass(frozen=True)
class Source:
    """A file that was read and laid out.

    Args:
        mapping: How its columns feed ours. needs_choice: What only the user can say before rows can be made.
        issues: Remarks about the file, never errors.
    """

    workbook: Workbook
    table: RawTable
    layout: Layout
    mapping: Mapping
    needs_choice: tuple[Issue, ...]
    issues: tuple[Issue, ...]

    @cached_property
    def template(self) -> FirmTemplate | None:
        """The firm's template, when the file is a genuine one; looked for only when asked, since it reads every column."""
        return recognise_template(self.layout, self.table, filename=self.workbook.filename)

    @property
    def missing_required(self) -> tuple[str, ...]:
        """Required fields that nothing feeds."""
        return tuple(missing_required(self.mapping))

    def criterion_names(self) -> dict[str, str | None]:
        """Label of each vigilance criterion of the file -> its name in row 1."""
        chosen = ((choice, choice.target or "") for choice in self.mapping.columns)
        return {
            target.removeprefix("criterion:"): self.layout.technical_names[choice.position]
            for choice, target in chosen
            if target.startswith("criterion:")
        }

    def rows(self, *, skip_hidden: bool = False) -> MappedTable:
        """The data rows under the identifiers that they feed."""
        return apply_mapping(self.table, self.layout, self.mapping, skip_hidden=skip_hidden)


def open_source(
    content: Path | bytes | Workbook,
    filename: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    mapping: Mapping | None = None,
    map_options: Sequence[str] = (),
    remembered: Remembered | None = None,
    firm_template: FirmTemplate | None = None,
) -> Source:
    """Read a file.

    Args:
        mapping: The user's; None proposes one (the remembered one first).
        map_options: Changes to the proposal, each `LABEL=COLUMN` or `LABEL==constant`.

    Raises:
        FileRefused: It cannot be read as a table of contacts.
        ChoiceNeeded: The user must choose the sheet.
    """
    if isinstance(content, Workbook):
        workbook = content
    else:
        limits = Limits(max_bytes=settings.max_upload_bytes())
        workbook = open_workbook(content, filename=filename, limits=limits, encoding=encoding)
    name, sheet_issues = choose_sheet(workbook, sheet)
    table = read_sheet(workbook, name)
    layout = find_layout(table)
    kept = remembered(headers_signature(layout)) if remembered is not None else None
    chosen = mapping
    if chosen is None:
        chosen, _ = propose_mapping(layout, remembered=kept, firm_template=firm_template)
        changes: list[MappingChange] = parse_map_options(map_options, layout)
        chosen = change_mapping(chosen, changes)
    mapping_issues = check_mapping(layout, chosen)
    needs_choice = tuple(issue for issue in mapping_issues if issue.level is Level.ERROR)
    issues = (
        *workbook.issues,
        *sheet_issues,
        *layout.issues,
        *(issue for issue in mapping_issues if issue.level is not Level.ERROR),
    )
    return Source(workbook, table, layout, chosen, needs_choice, issues)


def reading_of(source: Source) -> Reading:
    """What a draft keeps of a source."""
    columns = source.mapping.columns
    mapped = [choice for choice in columns if choice.target is not None]
    asked = tuple(choice.position for choice in columns if choice.target is None and choice.header.strip())
    codes, homonyms = _keys_filled(source)
    return Reading(
        format=source.workbook.format,
        sheet=source.table.sheet,
        sheets=tuple(sheet.name for sheet in source.workbook.sheets),
        encoding=source.workbook.encoding,
        header_row=source.layout.header_row,
        rows=len(source.layout.data_rows),
        columns_total=len([choice for choice in columns if choice.header.strip()]),
        columns_known=len(mapped),
        filled_codes=codes,
        homonyms=homonyms,
        hidden_rows=int(np.count_nonzero(hidden_rows(source.table, source.layout.data_rows))),
        is_firm_template=source.template is not None,
        signature=headers_signature(source.layout),
        unmapped=asked,
        missing_required=source.missing_required,
        needs_choice=tuple(issue for issue in source.needs_choice if issue.code != "COLUMN_REQUIRED_MISSING"),
        file_issues=source.issues,
    )


def _keys_filled(source: Source) -> tuple[int, int]:
    """Rows with a file code, and rows that share their whole name with another."""
    if source.needs_choice:
        return 0, 0
    rows = source.rows()
    texts = {
        name: np.asarray([cell_text(value).strip() for value in rows.fields[name].values], object)[rows.fields[name].codes]
        for name in ("file_code", "last_name", "first_name")
        if name in rows.fields
    }
    codes = int(np.count_nonzero(texts["file_code"])) if "file_code" in texts else 0
    if "last_name" not in texts:
        return codes, 0
    names = list(zip(texts["last_name"], texts.get("first_name", texts["last_name"]), strict=True))
    counts = Counter(name for name in names if name[0])
    return codes, sum(1 for name in names if counts[name] > 1)


def unreadable(filename: str, error: ChoiceNeeded) -> Reading:
    """What a draft keeps of a file whose sheet is still to be chosen."""
    return Reading(format=Path(filename).suffix.removeprefix(".").lower(), needs_choice=tuple(error.issues))


def with_replacements(table: MappedTable, replacements: Replacements, *, are_said: bool = False) -> MappedTable:
    """The table with values replaced everywhere: column identifier -> {text of the file: text to read}.

    Args:
        are_said: Each cell concerned gets an information (for choices that were made on an earlier file).
    """
    fields, said = dict(table.fields), list(table.row_issues)
    for name, wanted in replacements.items():
        if name not in fields or not wanted:
            continue
        before = fields[name]
        fields[name] = replace_values(before, dict(wanted))
        for code, (old, new) in enumerate(zip(before.values, fields[name].values, strict=True)):
            if are_said and old is not new:
                message = f"« {cell_text(old)} » remplacé par « {cell_text(new)} », comme pour un fichier précédent."
                issue = Issue("VALUE_REPLACED", Level.INFO, message, value=cell_text(old))
                said += [(int(row), name, issue) for row in np.flatnonzero(before.codes == code)]
    return replace(table, fields=fields, row_issues=tuple(said))


def refuse(issues: tuple[Issue, ...] | list[Issue]) -> None:
    """Raise what a file that needs a choice means to a caller who cannot make it."""
    required = [issue for issue in issues if issue.code == "COLUMN_REQUIRED_MISSING"]
    if required:
        raise FileRefused(list(issues))
    raise ChoiceNeeded(list(issues))
