"""What the store keeps about itself, the jobs, and the journal that nothing can change."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store_info",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_store_info"),
    )
    op.create_table(
        "id_counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_id_counters"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("is_heavy", sa.Boolean(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_state_created_at", "jobs", ["state", "created_at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("changes_hash", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("entry_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_record_id_record_type", "journal", ["record_id", "record_type"], unique=False)
    op.create_table(
        "journal_ranges",
        sa.Column("first_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("first_id", name="pk_journal_ranges"),
    )
    op.create_index("ix_journal_ranges_batch_id", "journal_ranges", ["batch_id"], unique=False)
    op.create_table(
        "journal_redactions",
        sa.Column("journal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_journal_redactions_journal_id_journal"),
        sa.PrimaryKeyConstraint("journal_id", name="pk_journal_redactions"),
    )
    op.bulk_insert(
        sa.table("store_info", sa.column("key"), sa.column("value")),
        [
            {"key": "store_id", "value": str(uuid.uuid4())},
            {"key": "revision", "value": "0"},
            {"key": "journal_head_id", "value": "0"},
            {"key": "journal_head_hash", "value": "0" * 64},
        ],
    )
    statements = _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for statement in statements:
        op.execute(sa.text(statement))


# A line may change in one way only: `changes` is blanked, everything else stays, and a redaction says why.
_SQLITE = (
    """
    CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal
    WHEN NOT (
        NEW.changes IS NULL AND OLD.changes IS NOT NULL
        AND EXISTS (SELECT 1 FROM journal_redactions WHERE journal_id = OLD.id)
        AND NEW.id IS OLD.id AND NEW.batch_id IS OLD.batch_id AND NEW.record_type IS OLD.record_type
        AND NEW.record_id IS OLD.record_id AND NEW.action IS OLD.action AND NEW.changes_hash IS OLD.changes_hash
        AND NEW.actor_id IS OLD.actor_id AND NEW.actor_name IS OLD.actor_name AND NEW.at IS OLD.at
        AND NEW.previous_hash IS OLD.previous_hash AND NEW.entry_hash IS OLD.entry_hash
    )
    BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_refuses_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
    """,
    # INSERT OR REPLACE removes the old row without firing a delete trigger: an id that exists is refused beforehand.
    """
    CREATE TRIGGER journal_refuses_replace BEFORE INSERT ON journal
    WHEN NEW.id <= (SELECT coalesce(max(id), 0) FROM journal)
    BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_redactions_refuse_update BEFORE UPDATE ON journal_redactions
    BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_redactions_refuse_delete BEFORE DELETE ON journal_redactions
    BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_redactions_refuse_replace BEFORE INSERT ON journal_redactions
    WHEN EXISTS (SELECT 1 FROM journal_redactions WHERE journal_id = NEW.journal_id)
    BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
    """,
)

_POSTGRESQL = (
    """
    CREATE FUNCTION o2s_journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'journal' THEN
            IF NEW.changes IS NULL AND OLD.changes IS NOT NULL
               AND EXISTS (SELECT 1 FROM journal_redactions WHERE journal_id = OLD.id)
               AND (to_jsonb(NEW) - 'changes') = (to_jsonb(OLD) - 'changes') THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'journal is append-only';
    END $$
    """,
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION o2s_journal_guard()",
    "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION o2s_journal_guard()",
    """
    CREATE TRIGGER journal_redactions_append_only BEFORE UPDATE OR DELETE ON journal_redactions
    FOR EACH ROW EXECUTE FUNCTION o2s_journal_guard()
    """,
    """
    CREATE TRIGGER journal_redactions_no_truncate BEFORE TRUNCATE ON journal_redactions
    FOR EACH STATEMENT EXECUTE FUNCTION o2s_journal_guard()
    """,
)
