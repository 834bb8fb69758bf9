"""One wide row per contact: a column for each importable column of the catalogue, and what the store adds."""

from __future__ import annotations

import types
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Text
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

import o2s_lib.store.tables.base  # noqa: F401  the naming convention must be set before the first table
from o2s_lib.fields import catalogue

# Format of the catalogue -> type in the store. Whatever is not named is TEXT, amount_or_bracket included: a
# bracket (« Tranche 3 ») and an amount share that column, the parser writes both in one canonical text.
_TYPES: dict[str, tuple[Any, type]] = {
    "date": (Date(), date),
    "integer": (Integer(), int),
    "amount": (BigInteger(), int),
    "percent": (BigInteger(), int),
    "boolean": (Boolean(), bool),
}
_NOT_NULL = {"last_name": None, "person_kind": "PP"}


def catalogue_column_names() -> tuple[str, ...]:
    """Columns of `contacts` that come from the catalogue, in its order (`contact_type` is `category_id`)."""
    return tuple(field.name for field in catalogue.contact_fields() if field.name != "contact_type")


def _catalogue_columns() -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for field in catalogue.contact_fields():
        if field.name == "contact_type":
            continue
        sql_type, python_type = _TYPES.get(field.format, (Text(), str))
        required = field.name in _NOT_NULL
        column = Column(field.name, sql_type, nullable=not required, server_default=_NOT_NULL.get(field.name))
        default = ... if required and _NOT_NULL[field.name] is None else _NOT_NULL.get(field.name)
        columns[field.name] = (python_type if required else python_type | None, Field(default=default, sa_column=column))
    return columns


def _own_columns() -> dict[str, Any]:
    category = ForeignKey("categories.id", name="fk_contacts_category_id_categories")
    return {
        "category_id": (int, Field(sa_column=Column("category_id", Integer(), category, nullable=False))),
        "name_key": (str | None, Field(default=None, sa_column=Column("name_key", Text()))),
        "version": (int, Field(default=1, sa_column=Column("version", Integer(), nullable=False, server_default="1"))),
        "created_at": (datetime, Field(sa_column=Column("created_at", UTCDateTime(), nullable=False))),
        "updated_at": (datetime, Field(sa_column=Column("updated_at", UTCDateTime(), nullable=False))),
        "updated_by": (str | None, Field(default=None, sa_column=Column("updated_by", String()))),
    }


def _make_table() -> Any:
    # autoincrement=False: ids come from `id_counters`, so that none is ever given twice and a whole
    # import knows its ids before it writes.
    key = {"id": (int | None, Field(default=None, sa_column=Column("id", Integer(), primary_key=True, autoincrement=False)))}
    parts = {**key, **_own_columns(), **_catalogue_columns()}
    body = {
        "__module__": __name__,
        "__doc__": "A contact; see the module.",
        "__tablename__": "contacts",
        "__annotations__": {name: annotation for name, (annotation, _) in parts.items()},
        **{name: field for name, (_, field) in parts.items()},
    }
    model: Any = types.new_class("Contact", (SQLModel,), {"table": True}, lambda namespace: namespace.update(body))
    columns = model.__table__.c
    Index("ix_contacts_file_code", columns.file_code)
    Index("ix_contacts_client_number", columns.client_number)
    Index("ix_contacts_last_name_first_name", columns.last_name, columns.first_name)
    Index("ix_contacts_name_key", columns.name_key)
    Index("ix_contacts_category_id", columns.category_id)
    Index("ix_contacts_birth_date", columns.birth_date)
    return model


Contact: Any = _make_table()
