"""The append-only trail. Triggers (first migration) refuse to change or remove a line, on both databases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class JournalLine(SQLModel, table=True):
    """One record written by one batch. `changes` is JSON {column: [before, after]}; NULL once redacted.

    `batch_id` has no foreign key: the trail must be able to outlive what it speaks of.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_record_type_record_id", "record_type", "record_id"),
        Index("ix_journal_batch_id", "batch_id"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    batch_id: int | None = None
    record_type: str
    record_id: int
    action: str
    changes: str | None = Field(default=None, sa_type=Text)
    changes_hash: str
    actor_id: str
    actor_name: str
    at: datetime
    previous_hash: str
    entry_hash: str


class JournalRedaction(SQLModel, table=True):
    """Why the values of a line were blanked. The trigger lets `changes` be blanked only once this row exists."""

    __tablename__ = "journal_redactions"

    journal_id: int = Field(primary_key=True, foreign_key="journal.id")
    reason: str = Field(sa_type=Text)
    actor_id: str
    at: datetime
