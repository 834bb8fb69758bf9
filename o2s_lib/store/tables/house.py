"""What the store keeps about itself: facts, counters, and the long work under way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel


class StoreInfo(SQLModel, table=True):
    """A fact about the store: `store_id`, `revision`, `journal_head_id`, `journal_head_hash`."""

    __tablename__ = "store_info"

    key: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)


class IdCounter(SQLModel, table=True):
    """The next id of a table whose ids are never given twice."""

    __tablename__ = "id_counters"

    name: str = Field(primary_key=True)
    next_id: int = Field(sa_type=BigInteger)


class Job(SQLModel, table=True):
    """Long work in its own process. `params` and `result` are JSON; `message` is a French sentence for the user."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_created_at", "state", "created_at"),)

    id: str = Field(primary_key=True)
    kind: str
    params: str = Field(default="{}", sa_type=Text)
    actor_id: str
    actor_name: str
    state: str
    stage: str = Field(default="")
    done: int = Field(default=0, sa_type=BigInteger)
    total: int = Field(default=0, sa_type=BigInteger)
    cancel_requested: bool = Field(default=False)
    is_heavy: bool = Field(default=True)
    pid: int | None = None
    heartbeat_at: datetime
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    result: str | None = Field(default=None, sa_type=Text)
    message: str = Field(default="", sa_type=Text)
