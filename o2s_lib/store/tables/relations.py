"""Links between two contacts: spouses now, children, directors and shareholders later."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Relation(SQLModel, table=True):
    """One link. A symmetric link (`spouse`) is one row, the smaller contact id first.

    `share` is in millionths (30 % is 300000). `batch_id` is the import that made the link, None by hand.
    """

    __tablename__ = "relations"
    __table_args__ = (
        UniqueConstraint("kind", "from_contact_id", "to_contact_id"),
        Index("ix_relations_from_contact_id", "from_contact_id"),
        Index("ix_relations_to_contact_id", "to_contact_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    from_contact_id: int = Field(foreign_key="contacts.id", ondelete="CASCADE")
    to_contact_id: int = Field(foreign_key="contacts.id", ondelete="CASCADE")
    role: str | None = None
    share: int | None = Field(default=None, sa_type=BigInteger)
    batch_id: int | None = Field(default=None, foreign_key="batches.id")
