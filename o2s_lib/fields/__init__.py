"""Columns of a contact: their catalogue, and how one value or one column is parsed, compared and written."""

from o2s_lib.fields.catalogue import Field, contact_fields, field_named, fields_by_name
from o2s_lib.fields.cells import ERASE
from o2s_lib.fields.display import (
    french_date,
    import_text_writer,
    parse_import_text,
    to_import_text,
    to_json,
    to_text,
)
from o2s_lib.fields.lists import Lists, allowed_values
from o2s_lib.fields.parsing import context_field, key_of, parse_column, parse_criterion
from o2s_lib.fields.row_rules import ROW_RULE_FIELDS, check_rows
from o2s_lib.fields.shapes import Canonical, ParsedColumn, RowFinding

__all__ = [
    "ERASE",
    "ROW_RULE_FIELDS",
    "Canonical",
    "Field",
    "Lists",
    "ParsedColumn",
    "RowFinding",
    "allowed_values",
    "check_rows",
    "contact_fields",
    "context_field",
    "field_named",
    "fields_by_name",
    "french_date",
    "import_text_writer",
    "key_of",
    "parse_column",
    "parse_criterion",
    "parse_import_text",
    "to_import_text",
    "to_json",
    "to_text",
]
