"""What imports keep: the firm's template, batches with their file, drafts, and choices worth remembering."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class FirmTemplate(SQLModel, table=True):
    """« Gabarit du cabinet »: columns of a genuine template (JSON: technical name, label, criterion), kept when replaced."""

    __tablename__ = "firm_templates"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    adopted_at: datetime
    actor_id: str
    filename: str
    columns: str = Field(sa_type=Text)
    is_current: bool = Field(default=True)


class Batch(SQLModel, table=True):
    """« Lot d'import »: one write of many records that can be undone as a whole.

    `number` is what the user sees. `mode`, `match_keys` (comma separated), `counts` and `details` (JSON) are as the import
    had them. An undo is a batch too, `undoes_batch_id` names the one undone, which then has `undone_at`, `undone_count`.
    """

    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_batches_created_at", "created_at"),
        Index("ix_batches_file_sha256", "file_sha256"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int
    kind: str
    filename: str | None = None
    file_sha256: str | None = None
    mode: str | None = None
    match_keys: str | None = None
    actor_id: str
    actor_name: str
    created_at: datetime
    counts: str = Field(default="{}", sa_type=Text)
    details: str = Field(default="{}", sa_type=Text)
    undoes_batch_id: int | None = Field(default=None, foreign_key="batches.id")
    undone_at: datetime | None = None
    undone_count: int = Field(default=0)


class BatchFile(SQLModel, table=True):
    """The bytes of a batch: `role` is "original", or whatever the feature keeps beside it."""

    __tablename__ = "batch_files"

    batch_id: int = Field(primary_key=True, foreign_key="batches.id", ondelete="CASCADE")
    role: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class Draft(SQLModel, table=True):
    """An import under way, kept per actor until `expires_at`. `settings` and `edits` are JSON."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_actor_id_kind", "actor_id", "kind"), Index("ix_drafts_expires_at", "expires_at"))

    id: str = Field(primary_key=True)
    actor_id: str
    kind: str
    filename: str
    file_sha256: str
    settings: str = Field(default="{}", sa_type=Text)
    edits: str = Field(default="{}", sa_type=Text)
    step: str
    row_count: int = Field(default=0)
    rejected_count: int = Field(default=0)
    version: int = Field(default=1)
    created_at: datetime
    saved_at: datetime
    expires_at: datetime


class DraftFile(SQLModel, table=True):
    """The bytes of the file that a draft reads."""

    __tablename__ = "draft_files"

    draft_id: str = Field(primary_key=True, foreign_key="drafts.id", ondelete="CASCADE")
    content: bytes = Field(sa_type=LargeBinary)


class DraftPlan(SQLModel, table=True):
    """The plan of a draft as it was analysed for that version, serialised."""

    __tablename__ = "draft_plans"

    draft_id: str = Field(primary_key=True, foreign_key="drafts.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class RememberedChoice(SQLModel, table=True):
    """A choice offered again for the next file: a mapping for the same headers, a replacement, a pivot year."""

    __tablename__ = "remembered_choices"
    __table_args__ = (UniqueConstraint("kind", "key"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    key: str
    value: str = Field(sa_type=Text)
    actor_id: str
    saved_at: datetime
