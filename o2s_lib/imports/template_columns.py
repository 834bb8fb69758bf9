"""What a template is: the columns of the import layout, in the firm's order and under its names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from o2s_lib.fields.catalogue import Field, contact_fields, fields_by_name
from o2s_lib.imports.headers import CRITERION, header_key
from o2s_lib.imports.layout import CONTACTS_SHEET
from o2s_lib.imports.template_style import OUR_STYLE, ColumnStyle
from o2s_lib.imports.wording import french
from o2s_lib.text import fold

OUR_LAYOUT_NOTE = french("Ce fichier suit notre gabarit ; O2S peut demander le gabarit du cabinet.")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a template.

    Args:
        technical_name: Text of row 1, exactly.
        label: Text of row 2, exactly.
        target: Identifier of a field, or `criterion:<label>` for a vigilance criterion.
        is_genuine: Read in a file of O2S; else the name and the label are ours.
        style: How the cells of the column are written.
        answers: Of a criterion: the answers seen.
    """

    technical_name: str
    label: str
    target: str
    is_genuine: bool = False
    style: ColumnStyle = OUR_STYLE
    answers: tuple[str, ...] = ()

    @property
    def field(self) -> Field | None:
        """The field of the catalogue, None for a criterion."""
        return fields_by_name().get(self.target)

    @property
    def criterion(self) -> str | None:
        """The label of the criterion, None for a field."""
        return self.target.removeprefix(CRITERION) if self.target.startswith(CRITERION) else None


@dataclass(frozen=True)
class FirmTemplate:
    """The columns of the import layout, in the order of the firm's file.

    Args:
        columns: All of them, left to right.
        filename, adopted_on: The file it was last read in and when, for the screen; "" and None for ours.
        sheet: Name of the sheet.
    """

    columns: tuple[TemplateColumn, ...]
    filename: str = ""
    adopted_on: date | None = None
    sheet: str = CONTACTS_SHEET

    @property
    def is_genuine(self) -> bool:
        """Whether any column was read in a file of O2S."""
        return any(column.is_genuine for column in self.columns)

    def targets_by_name(self) -> dict[str, str]:
        """Row-1 name, folded -> target, of the columns read in a file of O2S."""
        return {fold(column.technical_name): column.target for column in self.columns if column.is_genuine}

    def targets_by_label(self) -> dict[str, str]:
        """Key of the label -> target, of the columns read in a file of O2S."""
        return {header_key(column.label): column.target for column in self.columns if column.is_genuine}

    def criteria(self) -> dict[str, tuple[str, ...]]:
        """Label of each vigilance criterion -> answers seen."""
        return {column.criterion: column.answers for column in self.columns if column.criterion is not None}

    def column_for(self, target: str) -> TemplateColumn | None:
        """The column of a target, None when the template has none."""
        return next((column for column in self.columns if column.target == target), None)

    def only(self, targets: Iterable[str]) -> FirmTemplate:
        """The same template with some columns only, in its order; targets that it lacks come last, with our names."""
        wanted = dict.fromkeys(targets)
        there = tuple(column for column in self.columns if column.target in wanted)
        known = {column.target for column in there}
        return replace(self, columns=there + tuple(_our_column(target) for target in wanted if target not in known))

    def note(self) -> str:
        """What to tell about files that follow this template: "" when all its names were read in a file of O2S."""
        return "" if all(column.is_genuine for column in self.columns) else OUR_LAYOUT_NOTE


def default_template() -> FirmTemplate:
    """Our layout: the 113 columns in the order of the product, with the published row-1 names and ours for the rest."""
    return FirmTemplate(tuple(_our_column(field.name) for field in contact_fields()))


def template_to_json(template: FirmTemplate) -> str:
    """The template as a JSON text, for `template_from_json`."""
    parts = asdict(template)
    parts["adopted_on"] = template.adopted_on.isoformat() if template.adopted_on else None
    return json.dumps(parts, ensure_ascii=False)


def template_from_json(text: str) -> FirmTemplate:
    """The template that `template_to_json` wrote; columns of fields that no longer exist are left out."""
    parts = json.loads(text)
    columns = tuple(
        TemplateColumn(
            column["technical_name"],
            column["label"],
            column["target"],
            column["is_genuine"],
            ColumnStyle(**{**column["style"], "number_form": tuple(column["style"]["number_form"])}),
            tuple(column["answers"]),
        )
        for column in parts["columns"]
        if column["target"] in fields_by_name() or column["target"].startswith(CRITERION)
    )
    adopted_on = date.fromisoformat(parts["adopted_on"]) if parts["adopted_on"] else None
    return FirmTemplate(columns, parts["filename"], adopted_on, parts["sheet"])


def _our_column(target: str) -> TemplateColumn:
    if target.startswith(CRITERION):
        label = target.removeprefix(CRITERION)
        return TemplateColumn("vigilance_" + header_key(label).replace(" ", "_"), label, target)
    field = fields_by_name()[target]
    return TemplateColumn(field.technical_name, field.label, field.name)
