"""The tree of categories; its roots are the five types of contact that the product fixes."""

from __future__ import annotations

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

TYPE_CODES = {
    "clients": "Clients",
    "prospects": "Prospects",
    "advisers": "Conseillers",
    "suppliers": "Fournisseurs",
    "others": "Autres",
}
"""`type_code` of a root -> its French name. The first migration inserts them in this order, ids 1 to 5."""

_IS_ROOT = text("parent_id IS NULL")


class Category(SQLModel, table=True):
    """A node of the tree. Only the roots have a `type_code`; a category under one has a `parent_id`."""

    __tablename__ = "categories"
    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        # NULL parents are never equal in a unique constraint: the roots need their own.
        Index("uq_categories_root_name", "name", unique=True, sqlite_where=_IS_ROOT, postgresql_where=_IS_ROOT),
        Index("ix_categories_parent_id", "parent_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="categories.id")
    type_code: str | None = Field(default=None, unique=True)
    name: str
    position: int = Field(default=0)
    note: str | None = Field(default=None, sa_type=Text)
    is_default: bool = Field(default=False)
    is_for_new_clients: bool = Field(default=False)
