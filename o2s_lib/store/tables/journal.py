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
    # No index on batch_id: the lines of a batch are found by `journal_ranges`, and 100,000 of them are written faster.
    __table_args__ = (Index("ix_journal_record_id_record_type", "record_id", "record_type"),)

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


class JournalRange(SQLModel, table=True):
    """Where the lines of a batch stand: one row per append, bounds included. Derived, the lines themselves are the truth."""

    __tablename__ = "journal_ranges"
    __table_args__ = (Index("ix_journal_ranges_batch_id", "batch_id"),)

    first_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_id: int
    batch_id: int


class JournalRedaction(SQLModel, table=True):
    """Why the values of a line were blanked. The trigger lets `changes` be blanked only once this row exists."""

    __tablename__ = "journal_redactions"

    journal_id: int = Field(primary_key=True, foreign_key="journal.id", sa_column_kwargs={"autoincrement": False})
    reason: str = Field(sa_type=Text)
    actor_id: str
    at: datetime
