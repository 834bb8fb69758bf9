"""What the firm adds: values of its custom lists, and its vigilance criteria with their answers."""

from __future__ import annotations

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class CustomListValue(SQLModel, table=True):
    """One allowed value of a custom list (`profession`, `zone`, `capacite_juridique`...)."""

    __tablename__ = "custom_list_values"
    __table_args__ = (UniqueConstraint("list_name", "value"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    list_name: str
    value: str
    position: int = Field(default=0)


class Criterion(SQLModel, table=True):
    """A vigilance criterion of the firm; `technical_name` is its row 1 in the firm's own template."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("label"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    label: str
    technical_name: str | None = None
    position: int = Field(default=0)


class CriterionAnswer(SQLModel, table=True):
    """An answer that is allowed for a criterion, configured or seen in the firm's own files."""

    __tablename__ = "criterion_answers"

    criterion_id: int = Field(primary_key=True, foreign_key="criteria.id", ondelete="CASCADE")
    answer: str = Field(primary_key=True)


class ContactCriterion(SQLModel, table=True):
    """The answer of one contact to one criterion."""

    __tablename__ = "contact_criteria"
    __table_args__ = (Index("ix_contact_criteria_criterion_id", "criterion_id"),)

    contact_id: int = Field(primary_key=True, foreign_key="contacts.id", ondelete="CASCADE")
    criterion_id: int = Field(primary_key=True, foreign_key="criteria.id", ondelete="CASCADE")
    value: str = Field(sa_type=Text)
